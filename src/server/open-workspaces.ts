import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { ServerValues } from "../config/server-settings.ts";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import { detectSandbox } from "../provisioners/detect-sandbox.ts";
import { createEcho } from "../provisioners/echo.ts";
import { createProvisioners } from "../provisioners/index.ts";
import { createLocal } from "../provisioners/local.ts";
import type { ExecutionLimits } from "../wire/agent-tunnel.ts";
import { AppError } from "../wire/errors.ts";
import { trackActivity } from "../workspaces/activity.ts";
import { openJobQueue } from "../workspaces/job-queue.ts";
import { ripgrepPath } from "../lib/ripgrep-path.ts";
import { createTunnels } from "../workspaces/tunnels.ts";
import type { WorkspacesContext } from "../workspaces/workspaces-context.ts";
import type { OpenDatabase } from "./database.ts";

export interface OpenWorkspacesOptions {
  readonly configDir: string;
  readonly database: OpenDatabase;
  readonly accessUrl: string;
  readonly settings: ServerValues;
  readonly log: Logger;
}

export interface OpenWorkspaces {
  readonly context: WorkspacesContext;
  readonly sandbox: string;
}

/** Opens the job queue, the tunnels and the provisioners. */
export async function openWorkspaces(
  stack: AsyncDisposableStack,
  { configDir, database, accessUrl, settings, log }: OpenWorkspacesOptions,
): Promise<OpenWorkspaces> {
  const onError = (error: unknown): void => {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, "background work failed");
  };
  const [jobs, sandbox] = await Promise.all([openJobQueue({ ...database, onError }), detectSandbox()]);
  stack.defer(() => jobs.close());
  const tunnels = createTunnels();
  stack.defer(() => tunnels.close());
  const agent = agentBundle();
  const ripgrep = [ripgrepPath()].filter((path) => path !== undefined);
  const local = createLocal({
    root: join(configDir, "workspaces"),
    agentCommand: [process.execPath, agent, ...ripgrep],
    agentFiles: [process.execPath, agent, ...ripgrep],
    sandbox,
    warm: { slots: 1, firstMs: 1000, nextMs: 200, onError },
  });
  stack.defer(() => local.close());
  return {
    context: {
      db: database.db,
      events: database.events,
      jobs,
      tunnels,
      activity: trackActivity(database.db, onError),
      provisioners: createProvisioners([local, createEcho()]),
      accessUrl,
      executionLimits: executionLimits(settings),
      log,
    },
    sandbox: sandbox.kind === "none" ? `none: ${sandbox.reason}` : `${sandbox.kind}, ${sandbox.identity}`,
  };
}

const executionLimits = (settings: ServerValues): ExecutionLimits => ({
  running: settings.executionLimit,
  kept: settings.executionsKept,
  kept_bytes: settings.executionsKeptSize,
  output_bytes: settings.executionOutputLimit,
});

function agentBundle(): string {
  const path = join(PACKAGE_ROOT, "dist", "bundle", "agent.mjs");
  if (existsSync(path)) return path;
  throw new AppError("precondition", `the agent's bundle ${path} is missing`, {
    detail: "run `npm run bundle`",
  });
}
