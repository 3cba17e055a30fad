import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { ExecutionLimits } from "../../src/wire/agent-tunnel.ts";
import type { ServerValues } from "../../src/config/server-settings.ts";
import { startDeployment } from "../../src/server/deployment.ts";
import type { Place } from "./api-calls.ts";
import { deleteAllWorkspaces } from "./delete-all-workspaces.ts";
import { freshDatabase } from "./fresh-database.ts";

export type Scope = { readonly after: (fn: () => Promise<void>) => void };

export interface TestDeployment extends Place {
  /** Of this replica alone, whatever its access URL. */
  readonly ownUrl: string;
  readonly configDir: string;
  readonly postgresUrl: string;
  readonly sandbox: string;
  readonly owner: { readonly username: string; readonly email: string; readonly password: string };
}

export type TestSettings = Partial<
  Pick<
    ServerValues,
    | "accessUrl"
    | "wildcardAccessUrl"
    | "pathAppsShareOrigin"
    | "apiRateLimit"
    | "mcpRateLimit"
    | "mcpTimeout"
    | "mcpAllowedOrigins"
    | "experiments"
    | "oauthClientDocuments"
    | "policyFile"
    | "otlpEndpoint"
    | "prometheusEnable"
    | "prometheusAddress"
  >
> & {
  readonly port?: number;
  /** Another replica over the same database. */
  readonly replicaOf?: TestDeployment;
};

/** A deployment inside the test's process, over a database of its own; it leaves nothing behind. */
export async function startTestDeployment(scope: Scope, options: TestSettings = {}): Promise<TestDeployment> {
  const { accessUrl = "", port = 0, apiRateLimit = 0, mcpRateLimit = 0 } = options;
  const {
    mcpAllowedOrigins = [],
    mcpTimeout = 120_000,
    experiments = ["oauth2", "mcp-server-http"],
    oauthClientDocuments = true,
    otlpEndpoint = "",
    prometheusEnable = false,
    prometheusAddress = { host: "127.0.0.1", port: 0 },
  } = options;
  const closing = closeInReverse(scope);
  const first = options.replicaOf;
  const postgresUrl = first?.postgresUrl ?? (await freshDatabase({ after: closing }));
  const configDir = await temporaryDirectory({ after: closing });
  const log = pino(
    { level: process.env["CODER_TEST_LOG"] ?? "silent" },
    pino.destination({ dest: 2, sync: true }),
  );
  const limits = ExecutionLimits.parse({});
  const settings: ServerValues = {
    httpAddress: { host: "127.0.0.1", port },
    accessUrl,
    wildcardAccessUrl: options.wildcardAccessUrl ?? "",
    pathAppsShareOrigin: options.pathAppsShareOrigin ?? false,
    postgresUrl,
    apiRateLimit,
    mcpTimeout,
    mcpRateLimit,
    mcpAllowedOrigins,
    mcpLogLevel: "error",
    executionLimit: limits.running,
    executionsKept: limits.kept,
    executionsKeptSize: limits.kept_bytes,
    executionOutputLimit: limits.output_bytes,
    auditRetention: undefined,
    prometheusEnable,
    prometheusAddress,
    otlpEndpoint,
    otlpHeaders: {},
    otelServiceName: "coder-test",
    experiments,
    policyFile: options.policyFile ?? "",
    oauthClientDocuments,
    logLevel: "warn",
  };
  const deployment = await startDeployment({ settings, configDir, log });
  closing(deployment.close);
  const { accessUrl: url, firstOwner, sandbox } = deployment;
  const ownUrl = `http://127.0.0.1:${deployment.port}`;
  if (first !== undefined) return { ...first, url, ownUrl, configDir, sandbox };
  if (firstOwner === undefined) throw new Error("a fresh database has no users");
  const place = { url, token: firstOwner.sessionToken };
  closing(() => deleteAllWorkspaces({ ...place, url: ownUrl }));
  return { ...place, ownUrl, configDir, postgresUrl, sandbox, owner: firstOwner };
}

/** Registers one hook that ends what was opened, last first, however much of it fails. */
export function closeInReverse(scope: Scope): (close: () => Promise<void>) => void {
  const stack = new AsyncDisposableStack();
  scope.after(() => stack.disposeAsync());
  return (close) => stack.defer(close);
}

export async function temporaryDirectory(scope: Scope): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "coder-e2e-"));
  scope.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
