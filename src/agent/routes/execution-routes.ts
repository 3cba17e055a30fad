import type { z } from "zod";
import { ReadOutput, SendSignal, StartExecution, TerminalSize, WriteStdin } from "../../wire/agent-api.ts";
import type { ExecutionReply } from "../../wire/agent-api.ts";
import { invalidField } from "../../wire/errors.ts";
import { describeExecution } from "../executions/describe-execution.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import type { Executions } from "../executions/executions.ts";
import { keyBytes } from "../executions/key-bytes.ts";
import { resizeTerminal } from "../executions/resize-terminal.ts";
import { signalExecution } from "../executions/signal-execution.ts";
import { closeStdin, writeStdin } from "../executions/write-stdin.ts";
import { callerOf } from "../http/caller-of.ts";
import { readJson, readQuery } from "../http/read-request.ts";
import { json } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { cursorSince } from "../output/cursor-since.ts";
import { readOutput } from "../output/read-output.ts";
import type { OutputSource } from "../output/read-output.ts";
import { waitForBytes, waitForExit } from "../output/wait-for-output.ts";

/** Commands: start, look, read output, stdin, signals, the terminal's size. `path` is where programs are looked for. */
export function executionRoutes(executions: Executions, path: string | undefined): readonly Route[] {
  const recordOf = (call: Call) => executions.find(call.params["id"] ?? "");
  return [...lookRoutes(executions, recordOf), ...inputRoutes(recordOf, path)];
}

type RecordOf = (call: Call) => ExecutionRecord;

function lookRoutes(executions: Executions, recordOf: RecordOf): readonly Route[] {
  return [
    { method: "POST", pattern: "/executions", handle: async (call) => json(await start(executions, call)) },
    {
      method: "GET",
      pattern: "/executions",
      handle: async () => {
        return json({ executions: executions.list().map(describeExecution) });
      },
    },
    {
      method: "GET",
      pattern: "/executions/{id}",
      handle: async (call) => json(describeExecution(recordOf(call))),
    },
    {
      method: "GET",
      pattern: "/executions/{id}/output",
      handle: async (call) => json(await output(recordOf(call), call)),
    },
  ];
}

function inputRoutes(recordOf: RecordOf, path: string | undefined): readonly Route[] {
  return [
    {
      method: "POST",
      pattern: "/executions/{id}/stdin",
      handle: async (call) => json(describeExecution(await write(recordOf(call), call))),
    },
    {
      method: "POST",
      pattern: "/executions/{id}/signal",
      handle: async (call) => json(describeExecution(await signal(recordOf(call), call))),
    },
    {
      method: "POST",
      pattern: "/executions/{id}/resize",
      handle: async (call) => {
        const record = recordOf(call);
        await resizeTerminal(record, await readJson(call, TerminalSize), path);
        return json(describeExecution(record));
      },
    },
  ];
}

async function write(record: ExecutionRecord, call: Call): Promise<ExecutionRecord> {
  const { data, keys, close } = await readJson(call, WriteStdin);
  if (keys.length > 0 && record.meta.pty === null)
    throw invalidField("keys", `execution ${record.meta.id} has no terminal: it was started without pty`);
  const bytes = data + keys.map(keyBytes).join("");
  if (bytes !== "" || !close) await writeStdin(record, bytes);
  if (close) await closeStdin(record);
  return record;
}

async function signal(record: ExecutionRecord, call: Call): Promise<ExecutionRecord> {
  const request = await readJson(call, SendSignal);
  await signalExecution(record, request);
  if (request.signal === "SIGKILL" || request.grace_ms !== undefined)
    await waitForExit(record, 1000, call.signal);
  return record;
}

async function start(executions: Executions, call: Call): Promise<ExecutionReply> {
  const request = await readJson(call, StartExecution);
  const { record, replayed } = await executions.start(request, { isStartup: false, by: callerOf(call) });
  await waitForExit(record, request.wait_ms, call.signal);
  const query = { reply_bytes: request.reply_bytes, strip_ansi: request.strip_ansi };
  // Described first: a state that is final must come with all of the output.
  const execution = describeExecution(record);
  const [text, stderr] = await Promise.all([
    readOutput(sourceOf(record, "output"), query, call.signal),
    record.meta.separate_stderr ? readOutput(sourceOf(record, "stderr"), query, call.signal) : null,
  ]);
  return { execution, output: text, stderr, replayed };
}

async function output(record: ExecutionRecord, call: Call): Promise<ExecutionReply> {
  const query = bySince(record, readQuery(call, ReadOutput));
  if (query.stream === "stderr" && !record.meta.separate_stderr) {
    throw invalidField("stream", "this execution merges stderr into its output: read the stream output");
  }
  if (query.wait_for === "exit") await waitForExit(record, query.wait_ms, call.signal);
  else if (query.wait_ms > 0) {
    const { path } = sourceOf(record, query.stream);
    await waitForBytes(record, { path, cursor: query.cursor ?? 0, waitMs: query.wait_ms }, call.signal);
  }
  const execution = describeExecution(record);
  const piece = await readOutput(sourceOf(record, query.stream), query, call.signal);
  return { execution, output: piece, stderr: null, replayed: false };
}

type Query = z.output<typeof ReadOutput>;

/** The later of the cursor and of the time asked for. */
function bySince({ files }: ExecutionRecord, query: Query): Query {
  const { since_ms: since, stream, cursor = 0, tail_lines: tail } = query;
  if (since === undefined) return query;
  if (tail !== undefined) throw invalidField("since_ms", "cannot be used together with tail_lines");
  return { ...query, cursor: Math.max(cursor, cursorSince(files.marks, stream, Date.now() - since)) };
}

function sourceOf({ files, end }: ExecutionRecord, stream: "output" | "stderr"): OutputSource {
  return { path: files[stream], isEnded: end !== undefined };
}
