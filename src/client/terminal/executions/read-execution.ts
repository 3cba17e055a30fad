import type { z } from "zod";
import { demandConsistent, readStream, type Stream } from "../../../rules/output/read-stream.ts";
import { ReadOutput, type Execution, type ExecutionReply, type Output } from "../../../wire/agent-api.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import type { Answer } from "../jobs.ts";
import { parseQuery } from "../parse-query.ts";
import type { Shell } from "../shell-pool.ts";
import { parseTold, type Saved, type Slice } from "./execution-facts.ts";

type Query = z.output<typeof ReadOutput>;

/** A reply reads at least so much, or a character would not fit. */
const LEAST_BYTES = 4;
const BLOCK_BYTES = 65_536;

/** An execution and a piece of its output; waits as the query says. */
export async function readExecution(
  shell: Shell,
  id: string,
  input: z.input<typeof ReadOutput>,
  signal: AbortSignal,
): Promise<ExecutionReply> {
  demandId(id);
  const query = parseQuery(ReadOutput, input);
  demandConsistent(query);
  if (query.since_ms !== undefined)
    throw new AppError(
      "unsupported",
      "since_ms: when output was printed is not noted in a workspace without this project's agent; use cursor or tail_lines",
    );
  return await look(shell, id, query, signal);
}

type Look = Partial<Query> & Pick<Query, "reply_bytes">;

/** The same for a query that has been checked. */
export async function look(
  shell: Shell,
  id: string,
  query: Look,
  signal: AbortSignal,
): Promise<ExecutionReply> {
  const { wait_ms: wait = 0 } = query;
  const program = `[ -f "$D/x/${id}/meta" ] || exit 30\n${waitProgram(id, query)}facts ${id}\n${sliceProgram(id, query)}`;
  const answer = wait > 0 ? await shell.run(program, signal) : await shell.read(program, signal);
  return await replyOf(shell, answer, query, signal);
}

function waitProgram(id: string, query: Look): string {
  const { wait_ms: wait = 0, wait_for: event = "exit", cursor = 0, stream = "output" } = query;
  if (wait === 0) return "";
  return event === "exit"
    ? `until_ended ${id} ${wait}\n`
    : `until_longer ${id} "$D/x/${id}/${stream}" ${cursor} ${wait}\n`;
}

/** Refuses what can be no id, before it is part of a program. */
export function demandId(id: string): void {
  if (!/^[0-9a-z]{12}$/.test(id)) throw unknown(id);
}

export const unknown = (id: string): AppError =>
  new AppError("not_found", `no execution ${id} (the newest 200 finished ones are kept)`);

/** What prints the parts of the saved streams that a reply is made of. */
export const slicesProgram = (id: string, hasStderr: boolean, query: Partial<Query>): string =>
  [
    sliceProgram(id, query),
    hasStderr ? `echo Z\n${sliceProgram(id, { ...query, stream: "stderr" })}` : "",
  ].join("\n");

function sliceProgram(id: string, query: Partial<Query>): string {
  const { stream = "output", cursor, tail_lines: tail, grep, reply_bytes: bytes = 0 } = query;
  const most = Math.max(LEAST_BYTES, bytes);
  const head = tail !== undefined || grep !== undefined ? 0 : most;
  const end = grep === undefined && (tail !== undefined || cursor === undefined) ? most : 0;
  return `slices "$D/x/${id}/${stream}" ${cursor ?? 0} ${head} ${end}`;
}

/** Makes a reply of what was printed. */
export async function replyOf(
  shell: Shell,
  { status, bytes }: Answer,
  query: Look,
  signal: AbortSignal,
): Promise<ExecutionReply> {
  const [first = "", second] = bytes.toString("latin1").split("\nZ\n");
  const told = parseTold(Buffer.from(first, "latin1").toString());
  const { executions } = told;
  const [execution] = executions;
  if (status === 30 || execution === undefined) throw unknown("with this id");
  if (query.stream === "stderr" && !execution.separate_stderr)
    throw invalidField("stream", "this execution merges stderr into its output: read the stream output");
  const read = async (stream: "output" | "stderr", saved: Saved): Promise<Output> =>
    await readStream(streamOf(shell, { execution, stream, saved }, query, signal), query, signal);
  return {
    execution,
    output: await read(query.stream ?? "output", told),
    stderr: second === undefined ? null : await read("stderr", parseTold(second)),
    replayed: false,
  };
}

interface Source {
  readonly execution: Execution;
  readonly stream: "output" | "stderr";
  readonly saved: Saved;
}

function streamOf(
  shell: Shell,
  { execution, stream, saved }: Source,
  { strip_ansi: isPlain = false }: Partial<Query>,
  signal: AbortSignal,
): Stream {
  const { total, slices } = saved;
  return {
    total,
    isEnded: execution.state !== "running",
    isPlain,
    readAt: (position, length) => cutOf(slices, position, Math.min(length, total - position)),
    readChunk: async (position, length) => {
      const skip = Math.floor(position / BLOCK_BYTES);
      const count = Math.ceil((position + length) / BLOCK_BYTES) - skip;
      const { bytes } = await shell.read(`part "$D/x/${execution.id}/${stream}" ${skip} ${count}`, signal);
      const from = position - skip * BLOCK_BYTES;
      return bytes.subarray(from, from + length);
    },
  };
}

function cutOf(parts: readonly Slice[], position: number, length: number): Buffer {
  if (length <= 0) return Buffer.alloc(0);
  const part = parts.find(
    ({ start, bytes }) => start <= position && position + length <= start + bytes.length,
  );
  if (part === undefined)
    throw new AppError("unavailable", "the output changed while it was read; try again");
  return part.bytes.subarray(position - part.start, position - part.start + length);
}
