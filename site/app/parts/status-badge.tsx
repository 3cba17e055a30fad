const KINDS: Readonly<Record<string, string>> = {
  running: "good",
  connected: "good",
  ready: "good",
  exited: "good",
  active: "good",
  succeeded: "good",
  failed: "bad",
  lost: "bad",
  timed_out: "bad",
  killed: "bad",
  signaled: "bad",
  disconnected: "bad",
  timeout: "bad",
  suspended: "bad",
};

const WAITING: readonly string[] = ["pending", "starting", "stopping", "deleting", "canceling", "connecting"];

/** A state in a word; its colour only repeats what the word says. */
export function StatusBadge({ status }: { readonly status: string }) {
  const kind = WAITING.includes(status) ? "busy" : (KINDS[status] ?? "plain");
  return <span className={`badge ${kind}`}>{status.replaceAll("_", " ")}</span>;
}
