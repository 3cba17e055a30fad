import { join } from "node:path";
import { launchAgent } from "./launch-agent.ts";
import type { LaunchedAgent } from "./launch-agent.ts";
import { configFileOf, environmentOf } from "./local-agent.ts";
import type { AgentProgram } from "./local-agent.ts";
import { writeAccounts } from "./sandbox-accounts.ts";
import { NAMESPACE_UID, SANDBOX_LOGS, sandboxCommand } from "./sandbox-argv.ts";
import type { Sandbox } from "./sandbox-argv.ts";
import { SUPERVISOR_SCRIPT } from "./supervisor-script.ts";
import type { WorkspacePlace } from "./workspace-place.ts";

export interface Launcher {
  readonly sandbox: Sandbox;
  readonly program: AgentProgram;
}

export interface AgentPlace {
  /** Marks what runs there in its environment. */
  readonly id: string;
  readonly place: WorkspacePlace;
  /** Undefined when its processes run as the deployment's user. */
  readonly uid: number | undefined;
  readonly agent: string;
  /** The agent is to wait for a word on its stdin when it finds no configuration. */
  readonly waits: boolean;
}

/** Launches an agent under its supervisor in a prepared place, in the sandbox when there is one. */
export async function launchInPlace(
  { sandbox, program }: Launcher,
  { id, place, uid, agent, waits }: AgentPlace,
  signal: AbortSignal,
): Promise<LaunchedAgent> {
  const isPlain = sandbox.kind === "none";
  const logs = isPlain ? place.logs : SANDBOX_LOGS;
  const words = [logs, agent, configFileOf(sandbox, place, agent), ...program.command];
  const supervisor = ["/bin/sh", "-c", SUPERVISOR_SCRIPT, "supervisor", ...words];
  const { argv, options } = isPlain
    ? { argv: [], options: "" }
    : sandboxCommand(sandbox, {
        ...place,
        ...(await writeAccounts(place.run, uid ?? NAMESPACE_UID)),
        uid: uid ?? NAMESPACE_UID,
        readOnly: program.files,
      });
  return await launchAgent(
    {
      argv: [...argv, ...supervisor],
      options,
      env: environmentOf(sandbox, place, { id, agent }),
      cwd: isPlain ? place.home : "/",
      errors: join(place.run, `${agent}.errors`),
      hasStdin: waits,
    },
    signal,
  );
}
