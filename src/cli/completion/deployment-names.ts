import type { CoderClient } from "../../client/client.ts";
import type { Completes } from "../../config/setting.ts";
import { listAllWorkspaces } from "../workspaces/list-all.ts";

/** The names of what may stand in a command line; of workspaces, the own ones without their owner. */
export async function deploymentNames(
  client: CoderClient,
  what: Completes,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (what === "workspace") {
    return (await listAllWorkspaces(client, "owner:me", signal)).map(({ name }) => name);
  }
  if (what === "template")
    return (await client.templates.list(undefined, { signal })).map(({ name }) => name);
  return (await client.users.list({}, { signal })).users.map(({ username }) => username);
}
