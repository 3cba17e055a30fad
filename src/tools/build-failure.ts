import type { WorkspaceBuild } from "../wire/workspace-build.ts";
import { AppError } from "../wire/errors.ts";
import type { ToolContext } from "./context.ts";
import { clipText } from "./format.ts";
import { ToolFailure } from "./tool-failure.ts";

const LAST_LINES = 15;
const MAX_CHARACTERS = 3000;

/** The failure to report for a build that did not succeed: its error, and its last log lines as detail. */
export async function buildFailure(context: ToolContext, build: WorkspaceBuild): Promise<ToolFailure> {
  const reason = build.job.error ?? build.job.status;
  const name = `${build.workspace_owner_name}/${build.workspace_name}`;
  const lines = await lastLogLines(context, build);
  return new ToolFailure(
    "precondition",
    `build ${build.build_number} (${build.transition}) of ${name} ${build.job.status}: ${reason}`,
    { detail: lines.join("\n"), nextTool: "get_workspace_status", retryable: false },
  );
}

/** The last lines of a build's log; none when the log cannot be read. */
export async function lastLogLines(
  { client, signal }: ToolContext,
  build: WorkspaceBuild,
): Promise<readonly string[]> {
  try {
    const logs = await client.builds.logs(build.id, undefined, { signal });
    const lines = logs.map(({ output }) => output).filter((line) => line.trim() !== "");
    return lines.slice(-LAST_LINES).map((line) => clipText(line, MAX_CHARACTERS / LAST_LINES));
  } catch (error) {
    if (error instanceof AppError && !signal.aborted) return [];
    throw error;
  }
}
