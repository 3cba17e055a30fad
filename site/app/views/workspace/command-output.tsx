import { useEffect, useState } from "react";
import { ExecutionReply, type Execution } from "../../../../src/wire/agent-api.ts";
import { Problem } from "../../parts/problem.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useApp } from "../../visitor-context.tsx";
import { LogText } from "./log-text.tsx";

const REPLY_BYTES = 256 * 1024;
const WAIT_MS = 20_000;
/** So much of the end is kept; the whole is on the workspace's disk. */
const MOST_CHARACTERS = 1024 * 1024;

interface Shown {
  readonly execution?: Execution;
  readonly text: string;
  readonly error?: unknown;
}

/** The output of one command, followed by its cursor until it ends. */
export function CommandOutput({ agentId, id }: { readonly agentId: string; readonly id: string }) {
  const { execution, text, error } = useOutput(`/workspaceagents/${agentId}/executions/${id}/output`);
  return (
    <section>
      <h2>
        <code>{execution?.command ?? id}</code>{" "}
        {execution === undefined ? null : <StatusBadge status={execution.state} />}
      </h2>
      <Problem error={error} />
      <LogText label="Output">{text}</LogText>
    </section>
  );
}

function useOutput(path: string): Shown {
  const { api } = useApp();
  const [shown, setShown] = useState<Shown>({ text: "" });
  useEffect(() => {
    const left = new AbortController();
    const read = async (): Promise<void> => {
      for (let cursor = 0, running = true; running;) {
        const query = {
          cursor,
          wait_ms: WAIT_MS,
          wait_for: "output",
          reply_bytes: REPLY_BYTES,
          strip_ansi: true,
        };
        const { execution, output } = await api.get(path, ExecutionReply, query, left.signal);
        // A gap is read by the next calls: the reply's head ends where the gap begins.
        const piece = output.gap === null ? output.text : output.text.slice(0, output.gap.at);
        cursor = output.gap === null ? output.next : output.gap.start;
        running = execution.state === "running" || output.gap !== null || cursor < output.total;
        setShown(({ text }) => ({ execution, text: (text + piece).slice(-MOST_CHARACTERS) }));
      }
    };
    read().catch((error: unknown) => {
      if (!left.signal.aborted) setShown((before) => ({ ...before, error }));
    });
    return () => left.abort();
  }, [api, path]);
  return shown;
}
