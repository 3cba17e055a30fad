import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import { deploymentGroups } from "../api/deployment-groups.ts";
import { createApi } from "../api/app.ts";
import { identityGroups } from "../api/identity-groups.ts";
import type { WorkspaceDeps } from "../api/workspace-deps.ts";
import type { ServerValues } from "../config/server-settings.ts";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import { VERSION } from "../lib/version.ts";
import { deploymentId } from "../oauth/deployment-id.ts";
import { ensureFirstOwner, type FirstOwner } from "../oauth/first-owner.ts";
import type { ExtendMcp } from "../mcp/extend-mcp.ts";
import { JOB_HANDLERS } from "../workspaces/job-handlers.ts";
import { startJobRunner } from "../workspaces/job-runner.ts";
import { startHousekeeping } from "../workspaces/stop-idle.ts";
import { openDatabase } from "./database.ts";
import { openSubjectCache } from "./open-subject-cache.ts";
import { importBuiltins } from "./import-builtins.ts";
import { listen } from "./listen.ts";
import { mountMcp } from "./mount-mcp.ts";
import { openWorkspaces } from "./open-workspaces.ts";
import { servePages } from "./serve-pages.ts";
import { upgradeHandler } from "./upgrade.ts";

export interface DeploymentOptions {
  readonly settings: ServerValues;
  /** Holds the embedded database and local workspaces. */
  readonly configDir: string;
  readonly log: Logger;
  /** Told what the start is busy with. */
  readonly onStep?: (step: string) => void;
  /** Adds primitives to the remote MCP endpoint, for tests. */
  readonly extendMcp?: ExtendMcp;
}

export interface Deployment {
  readonly accessUrl: string;
  readonly mcpUrl: string;
  /** The TCP port it listens on, whatever the access URL says. */
  readonly port: number;
  /** Set when this start made the first user. */
  readonly firstOwner: FirstOwner | undefined;
  /** How `local` workspaces are kept apart on this machine. */
  readonly sandbox: string;
  /** Ends everything in order; commands in workspaces go on. */
  readonly close: () => Promise<void>;
}

export const MCP_PATH = "/api/experimental/mcp/http";

/** Wires every part and starts it; what was opened is closed last first, also when the start fails. */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  await using stack = new AsyncDisposableStack();
  const { settings, log, onStep = () => undefined } = options;
  onStep("starting the database");
  const database = await openDatabase(stack, options);
  // Listening comes first because the access URL depends on the port; requests wait until the routes are there.
  const http = await listen(stack, settings.httpAddress, settings.accessUrl);
  const opened = await openWorkspaces(stack, { ...options, database, accessUrl: http.accessUrl });
  const identity = { db: database.db, subjects: openSubjectCache(stack, database.events) };
  const deps: WorkspaceDeps = {
    identity,
    workspaces: opened.context,
    log,
    version: VERSION,
    accessUrl: http.accessUrl,
    deploymentId: await deploymentId(identity),
    rateLimit: settings.apiRateLimit,
    experiments: settings.experiments,
  };
  const app = createApi(deps, [...identityGroups, ...deploymentGroups]);
  const mcpUrl = `${http.accessUrl}${MCP_PATH}`;
  const front = await mountMcp(stack, app, { ...options, deps, path: MCP_PATH });
  await servePages(app, { deps, mcpUrl, interactions: undefined });
  onStep("starting the job runner");
  const replicaId = randomUUID();
  const runner = await startJobRunner(opened.context, JOB_HANDLERS, replicaId);
  stack.defer(runner.close);
  const firstOwner = await ensureFirstOwner(identity);
  http.serve(front, upgradeHandler({ app, workspaces: opened.context, replicaId, log }));
  onStep("importing the built-in templates");
  await importBuiltins(opened.context, join(PACKAGE_ROOT, "templates"));
  stack.use(startHousekeeping(opened.context));
  const closing = stack.move();
  return {
    accessUrl: http.accessUrl,
    mcpUrl,
    port: http.port,
    firstOwner,
    sandbox: opened.sandbox,
    close: () => closing.disposeAsync(),
  };
}
