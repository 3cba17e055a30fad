import { ReadOutput, SignalExecution, StartExecution, WriteStdin } from "../../wire/agent-api.ts";
import type { ExecutionReply } from "../../wire/agent-api.ts";
import { invalidField } from "../../wire/errors.ts";
import { describeExecution } from "../executions/describe-execution.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import type { Executions } from "../executions/executions.ts";
import { closeStdin, writeStdin } from "../executions/write-stdin.ts";
import { readJson, readQuery } from "../http/read-request.ts";
import { json } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { readOutput } from "../output/read-output.ts";
import type { OutputSource } from "../output/read-output.ts";
import { waitForBytes, waitForExit } from "../output/wait-for-output.ts";

/** Commands: start, look, read output, stdin, signals. */
export function executionRoutes(executions: Executions): readonly Route[] {
  const recordOf = (call: Call) => executions.find(call.params["id"] ?? "");
  return [...lookRoutes(executions, recordOf), ...inputRoutes(executions, recordOf)];
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

function inputRoutes(executions: Executions, recordOf: RecordOf): readonly Route[] {
  return [
    {
      method: "POST",
      pattern: "/executions/{id}/stdin",
      handle: async (call) => {
        const record = recordOf(call);
        const { data, close } = await readJson(call, WriteStdin);
        if (data !== "" || !close) await writeStdin(record, data);
        if (close) await closeStdin(record);
        return json(describeExecution(record));
      },
    },
    {
      method: "POST",
      pattern: "/executions/{id}/signal",
      handle: async (call) => {
        const record = recordOf(call);
        const { signal } = await readJson(call, SignalExecution);
        await executions.signal(record.meta.id, signal);
        if (signal === "SIGKILL") await waitForExit(record, 1000, call.signal);
        return json(describeExecution(record));
      },
    },
  ];
}

async function start(executions: Executions, call: Call): Promise<ExecutionReply> {
  const request = await readJson(call, StartExecution);
  const { record, replayed } = await executions.start(request);
  await waitForExit(record, request.wait_ms, call.signal);
  const query = { reply_bytes: request.reply_bytes };
  // Described first: a state that is final must come with all of the output.
  const execution = describeExecution(record);
  const [text, stderr] = await Promise.all([
    readOutput(sourceOf(record, "output"), query, call.signal),
    record.meta.separate_stderr ? readOutput(sourceOf(record, "stderr"), query, call.signal) : null,
  ]);
  return { execution, output: text, stderr, replayed };
}

async function output(record: ExecutionRecord, call: Call): Promise<ExecutionReply> {
  const query = readQuery(call, ReadOutput);
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

function sourceOf({ files, end }: ExecutionRecord, stream: "output" | "stderr"): OutputSource {
  return { path: files[stream], isEnded: end !== undefined };
}
