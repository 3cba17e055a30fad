import type { Execution } from "../../../wire/agent-api.ts";
import type { Shell } from "../shell-pool.ts";
import { parseTold } from "./execution-facts.ts";
import { demandId, unknown } from "./read-execution.ts";

/** All executions that are kept, newest first. */
export async function listExecutions(shell: Shell, signal: AbortSignal): Promise<readonly Execution[]> {
  const { bytes } = await shell.run(`cd "$D/x" && facts *`, signal);
  const { executions } = parseTold(bytes.toString());
  return executions.toSorted((a, b) => (a.started_at < b.started_at ? 1 : -1));
}

/** One execution as it stands. */
export async function findExecution(shell: Shell, id: string, signal: AbortSignal): Promise<Execution> {
  demandId(id);
  const { bytes } = await shell.read(`facts ${id}`, signal);
  const [execution] = parseTold(bytes.toString()).executions;
  if (execution === undefined) throw unknown(id);
  return execution;
}
