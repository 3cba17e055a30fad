import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { invalidField } from "../../wire/errors.ts";

/** Tells which of some lines match. */
export interface LineMatcher extends AsyncDisposable {
  readonly match: (lines: readonly string[]) => Promise<readonly boolean[]>;
}

const BATCH_LIMIT_MS = 3000;

/**
 * A regular expression over lines; a leading `(?i)` ignores case. One that could backtrack for ever runs in a thread
 * of its own, which is ended after three seconds, so that it cannot stop the agent.
 */
export function createLineMatcher(pattern: string): LineMatcher {
  const [source, flags] = pattern.startsWith("(?i)") ? [pattern.slice(4), "i"] : [pattern, ""];
  const expression = compile(source, flags);
  // Without repetition the work is bounded by the expression's length at each place of the line.
  if (!/[*+{(?|]/.test(source)) {
    return {
      match: async (lines) => lines.map((line) => expression.test(line)),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  return threadMatcher(source, flags);
}

function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw Object.assign(invalidField("grep", `is not a regular expression: ${reason}`), { cause });
  }
}

const THREAD = `
const { parentPort, workerData } = require("node:worker_threads");
const expression = new RegExp(workerData.source, workerData.flags);
parentPort.on("message", (lines) => parentPort.postMessage(lines.map((line) => expression.test(line))));
`;

function threadMatcher(source: string, flags: string): LineMatcher {
  const worker = new Worker(THREAD, { eval: true, workerData: { source, flags }, env: {}, execArgv: [] });
  worker.unref();
  return {
    match: async (lines) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window.
      worker.postMessage(lines);
      const late = new AbortController();
      try {
        const [answer] = await Promise.race([
          once(worker, "message", { signal: late.signal }),
          tooLate(late.signal),
        ]);
        return Array.isArray(answer) ? answer.map(Boolean) : [];
      } finally {
        late.abort();
      }
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

async function tooLate(signal: AbortSignal): Promise<never> {
  await delay(BATCH_LIMIT_MS, undefined, { signal });
  throw invalidField("grep", "takes too long on this output: use a simpler expression");
}
