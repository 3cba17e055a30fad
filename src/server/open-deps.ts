import type { Logger } from "pino";
import type { WorkspaceDeps } from "../api/workspace-deps.ts";
import type { ServerValues } from "../config/server-settings.ts";
import { VERSION } from "../lib/version.ts";
import { deploymentId } from "../oauth/deployment-id.ts";
import type { DeploymentKeys } from "../oauth/deployment-keys.ts";
import { TOOLS } from "../tools/index.ts";
import { scopesOfTools } from "../tools/tool-scopes.ts";
import type { OpenDatabase } from "./database.ts";
import { openObserver } from "./observe/open-observer.ts";
import { openAudit } from "./open-audit.ts";
import { createReadiness } from "./readiness.ts";

export interface OpenDepsOptions extends Pick<WorkspaceDeps, "identity" | "workspaces"> {
  readonly settings: ServerValues;
  readonly database: OpenDatabase;
  readonly keys: DeploymentKeys;
  readonly log: Logger;
}

/** Opens what the routes work with; `drain` tells who asks for the readiness that the deployment is closing. */
export async function openDeps(
  stack: AsyncDisposableStack,
  options: OpenDepsOptions,
): Promise<{ readonly deps: WorkspaceDeps; readonly drain: () => void }> {
  const { settings, database, identity, workspaces, keys, log } = options;
  const audited = await openAudit(stack, options);
  const readiness = await createReadiness(database.db);
  const deps: WorkspaceDeps = {
    identity,
    workspaces,
    log,
    ...audited,
    recordAudit: audited.audit.record,
    appKeys: () => keys.secretFor("workspace apps"),
    wildcardHost: withPortOf(workspaces.accessUrl, settings.wildcardAccessUrl),
    pathAppsShareOrigin: settings.pathAppsShareOrigin,
    transferKeys: () => keys.secretFor("file transfer"),
    observer: await openObserver(stack, options),
    readiness: readiness.look,
    version: VERSION,
    accessUrl: workspaces.accessUrl,
    deploymentId: await deploymentId(identity),
    rateLimit: settings.apiRateLimit,
    experiments: settings.experiments,
    toolScopes: scopesOfTools(TOOLS),
    toolsetsOf: (tool) => TOOLS.find(({ name }) => name === tool)?.toolsets ?? [],
  };
  return { deps, drain: readiness.drain };
}

/** The hosts of apps lead to the same port as the deployment's own, unless they name another. */
function withPortOf(accessUrl: string, wildcard: string): string {
  const { port } = new URL(accessUrl);
  return wildcard === "" || port === "" || wildcard.includes(":") ? wildcard : `${wildcard}:${port}`;
}
