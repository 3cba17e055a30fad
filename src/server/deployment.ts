import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import type { ServerValues } from "../config/server-settings.ts";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import { startOauthHousekeeping } from "../oauth/authorization/housekeeping.ts";
import { ensureFirstOwner, type FirstOwner } from "../oauth/first-owner.ts";
import type { McpExtension } from "../mcp/mcp-extension.ts";
import { JOB_HANDLERS } from "../workspaces/job-handlers.ts";
import { startJobRunner } from "../workspaces/job-runner.ts";
import { startHousekeeping } from "../workspaces/stop-idle.ts";
import { openDeps } from "./open-deps.ts";
import { openDatabase } from "./database.ts";
import { openSubjectCache } from "./open-subject-cache.ts";
import { importBuiltins } from "./import-builtins.ts";
import { listen } from "./listen.ts";
import { mountRoutes } from "./mount-routes.ts";
import { openKeys } from "./open-keys.ts";
import { openWorkspaces } from "./open-workspaces.ts";
import { readPolicyFile } from "./read-policy-file.ts";
import { upgradeHandler } from "./upgrade.ts";

export interface DeploymentOptions {
  readonly settings: ServerValues;
  /** Holds the embedded database and local workspaces. */
  readonly configDir: string;
  readonly log: Logger;
  /** Told what the start is busy with. */
  readonly onStep?: (step: string) => void;
  /** Adds primitives to the remote MCP endpoint, for tests. */
  readonly extendMcp?: McpExtension;
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

/** Wires every part and starts it; what was opened is closed last first, also when the start fails. */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  await using stack = new AsyncDisposableStack();
  const { settings, log, onStep = () => undefined } = options;
  const replicaId = randomUUID();
  onStep("starting the database");
  const database = await openDatabase(stack, options);
  // Listening comes first because the access URL depends on the port; requests wait until the routes are there.
  const http = await listen(stack, settings.httpAddress, settings.accessUrl);
  const opened = await openWorkspaces(stack, { ...options, database, accessUrl: http.accessUrl });
  const filePolicy = await readPolicyFile(settings.policyFile);
  const identity = { db: database.db, filePolicy, subjects: openSubjectCache(stack, database.events) };
  const keys = await openKeys(stack, database, log);
  const { context: workspaces } = opened;
  const { deps, drain } = await openDeps(stack, { settings, database, keys, identity, workspaces, log });
  const routes = await mountRoutes(stack, { ...options, deps, keys });
  onStep("starting the job runner");
  const runner = await startJobRunner(opened.context, JOB_HANDLERS, replicaId);
  stack.defer(runner.close);
  const firstOwner = await ensureFirstOwner(identity);
  const { api: app, apps } = routes;
  http.serve(routes.front, upgradeHandler({ app, apps, workspaces: opened.context, replicaId, log }));
  onStep("importing the built-in templates");
  await importBuiltins(opened.context, join(PACKAGE_ROOT, "templates"));
  stack.use(startHousekeeping(opened.context));
  stack.use(startOauthHousekeeping({ db: database.db, log }));
  // An agent that dials again while its tunnel is closed would meet a database that is gone.
  stack.defer(http.stop);
  stack.defer(drain);
  const closing = stack.move();
  return {
    accessUrl: http.accessUrl,
    mcpUrl: routes.mcpUrl,
    port: http.port,
    firstOwner,
    sandbox: opened.sandbox,
    close: () => closing.disposeAsync(),
  };
}
