import { formatAge, formatDuration } from "../lib/format-time.ts";
import type { Execution, ExecutionReply, Output } from "../wire/agent-api.ts";
import { formatSize, shorten } from "./format.ts";

const COMMAND_CHARACTERS = 120;

/** How an execution stands, in a few words. */
export function showState(execution: Execution): string {
  const time = formatDuration(execution.wall_ms);
  switch (execution.state) {
    case "running":
      return `running for ${time}`;
    case "exited":
      return `exit ${execution.exit_code ?? "?"} in ${time}`;
    case "signaled":
      return `ended by ${execution.signal ?? "a signal"} after ${time}`;
    case "timed_out":
      return `timed out after ${formatDuration(execution.timeout_ms ?? execution.wall_ms)}; its process tree was killed`;
    case "killed":
      return `killed${execution.signal === null ? "" : ` (${execution.signal})`} after ${time}${showReason(execution)}`;
    case "lost":
      return "lost: the workspace stopped or the machine went down while it ran";
  }
}

const showReason = ({ reason }: Execution): string => (reason === null ? "" : `: ${reason}`);

/** An execution as one line of a list. */
export function showExecution(execution: Execution): string {
  const command = shorten(execution.command, COMMAND_CHARACTERS);
  const by = execution.started_by === null ? "" : ` by ${execution.started_by}`;
  return `${execution.id}  ${showState(execution)}  started ${formatAge(execution.started_at)}${by}  ${command}`;
}

/** What a command printed and how it stands, for the model. */
export function showReply(reply: ExecutionReply): string {
  const { execution, output, stderr } = reply;
  const parts = [
    `${showState(execution)}${reply.replayed ? " (replayed: an earlier call with this idempotency_key started it)" : ""}`,
    showOutput(output),
    ...(stderr === null || stderr.text === "" ? [] : ["--- stderr", showOutput(stderr)]),
    continuation(reply),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function showOutput(output: Output): string {
  const filtered = output.filtered_lines > 0 ? `[${output.filtered_lines} lines left out by the filter]` : "";
  const text = withGap(output).replace(/\n$/, "");
  return [text, filtered].filter((part) => part !== "").join("\n");
}

/** Puts a mark where bytes were left out, so that head and tail do not read as one; `reader` is the tool that reads them. */
export function withGap({ text, gap }: Output, reader = "get_command_output"): string {
  if (gap === null) return text;
  const at = gap.at ?? text.length;
  const mark = `[${formatSize(gap.bytes)} left out; read it with ${reader} cursor=${gap.start}]`;
  return `${text.slice(0, at)}\n${mark}\n${text.slice(at)}`;
}

function continuation({ execution, output }: ExecutionReply): string {
  if (execution.state === "running")
    return `Still running; call get_command_output with execution_id="${execution.id}" cursor=${output.next}.`;
  if (output.gap !== null || output.next < output.total) {
    const rest = output.gap === null ? ` cursor=${output.next}` : "";
    return `More output saved: get_command_output execution_id="${execution.id}"${rest}.`;
  }
  return "";
}

/** The same for programs. */
export function replyView({ execution, output, stderr, replayed }: ExecutionReply) {
  return {
    execution_id: execution.id,
    state: execution.state,
    running: execution.state === "running",
    exit_code: execution.exit_code,
    signal: execution.signal,
    wall_ms: execution.wall_ms,
    workdir: execution.workdir,
    output: output.text,
    cursor: output.next,
    total_bytes: output.total,
    gap: output.gap,
    filtered_lines: output.filtered_lines,
    stderr: stderr?.text ?? null,
    stderr_cursor: stderr?.next ?? null,
    replayed,
  };
}
