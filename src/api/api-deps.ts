import type { Hono } from "hono";
import type { Observer } from "../lib/observer.ts";
import type { RequestScopes } from "../lib/request-scope.ts";
import type { AuditTrail } from "../oauth/audit/audit-trail.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Readiness } from "../wire/readiness.ts";
import type { ApiEnv } from "./api-env.ts";

/** Where the API tells of faults that are its own; pino has this form. */
interface ApiLog {
  readonly error: (fields: object, message: string) => void;
  readonly debug?: ((fields: object, message: string) => void) | undefined;
}

/** What the routes work with; `server/` makes it. */
export interface ApiDeps {
  readonly identity: IdentityContext;
  readonly audit: AuditTrail;
  readonly scopes: RequestScopes;
  /** Absent measures and traces nothing. */
  readonly observer?: Observer | undefined;
  /** Absent for parts of a deployment, which are ready as soon as they answer. */
  readonly readiness?: (() => Promise<Readiness>) | undefined;
  readonly log: ApiLog;
  /** Semantic version of this build. */
  readonly version: string;
  /** Where clients reach the deployment, without a slash at its end. */
  readonly accessUrl: string;
  /** Such as `*.apps.example.com:8443`; empty where apps have no hosts of their own. */
  readonly wildcardHost: string;
  readonly deploymentId: string;
  /** Requests a minute of one user to one endpoint; 0 or less turns every rate limit off. */
  readonly rateLimit: number;
  /** Names of the experiments that are on (coder-api 1.5). */
  readonly experiments: readonly string[];
  /** Scopes that the tools take: what a client of the MCP endpoint is told to ask for. */
  readonly toolScopes: readonly string[];
}

/** Routes of one resource, with paths below `/api/v2`. */
export type RouteGroup<Deps extends ApiDeps = ApiDeps> = (deps: Deps) => Hono<ApiEnv>;
