import { chown, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspacePlace } from "./workspace-place.ts";

export interface AgentConfig {
  readonly url: string;
  readonly token: string;
  readonly workspaceId: string;
}

/** Writes what an agent reads at each of its starts, readable for the user alone that it runs as. */
export async function writeAgentConfig(
  place: WorkspacePlace,
  { agent, uid }: { readonly agent: string; readonly uid: number | undefined },
  config: AgentConfig,
): Promise<void> {
  const file = join(place.config, `${agent}.json`);
  const draft = `${file}.draft`;
  const variables = {
    CODER_AGENT_URL: config.url,
    CODER_AGENT_TOKEN: config.token,
    CODER_WORKSPACE_ID: config.workspaceId,
  };
  await writeFile(draft, JSON.stringify(variables), { mode: 0o600 });
  if (uid !== undefined) await chown(draft, uid, uid);
  await rename(draft, file);
}
