import { z } from "zod";
import { ExecutionReply } from "../wire/agent-api.ts";
import type { RelayedCall } from "./relayed-calls.ts";

/** Of each diff that the audit log keeps, in characters. */
const MAX_DIFF = 4000;

const Edited = z.object({ files: z.array(z.object({ path: z.string(), diff: z.string().optional() })) });

/** What came of a call that an agent answered, for the audit log; undefined for calls of which nothing is told. */
export function relayFacts(call: RelayedCall, answer: string): Readonly<Record<string, unknown>> | undefined {
  if (call.method !== "POST") return undefined;
  if (call.path === "/executions") return executionFacts(parse(answer));
  return call.path === "/files/edits" ? editFacts(parse(answer)) : undefined;
}

function executionFacts(answer: unknown): Readonly<Record<string, unknown>> | undefined {
  const { data } = ExecutionReply.pick({ execution: true }).safeParse(answer);
  if (data === undefined) return undefined;
  const { id, state, exit_code: exitCode, signal } = data.execution;
  return {
    execution_id: id,
    state,
    ...(exitCode !== null && { exit_code: exitCode }),
    ...(signal !== null && { signal }),
  };
}

function editFacts(answer: unknown): Readonly<Record<string, unknown>> | undefined {
  const { data } = Edited.safeParse(answer);
  const diffs = (data?.files ?? []).flatMap(({ path, diff }) =>
    diff === undefined ? [] : [{ path, diff: diff.slice(0, MAX_DIFF).toWellFormed() }],
  );
  return diffs.length === 0 ? undefined : { diffs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
