import type { Action } from "../oauth/rbac-catalog.ts";

/** One call of the agent's own API that the deployment relays. */
export interface RelayedCall {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/workspaceagents/:agent`. */
  readonly path: string;
  /** What the caller must be allowed in the workspace: a part of Coder's `ssh`. */
  readonly action: Action;
}

const call = (line: string, action: Action): RelayedCall => {
  const [method = "", path = ""] = line.split(" ");
  if (method !== "GET" && method !== "POST" && method !== "PUT") throw new TypeError(`no method: ${line}`);
  return { method, path, action };
};

/** What the agent itself serves (design 4): running commands is a right of its own, and files are two. */
export const RELAYED_CALLS: readonly RelayedCall[] = [
  call("POST /executions", "exec"),
  call("GET /executions", "read_executions"),
  call("GET /executions/:execution", "read_executions"),
  call("GET /executions/:execution/output", "read_executions"),
  call("POST /executions/:execution/stdin", "exec"),
  call("POST /executions/:execution/signal", "exec"),
  call("POST /executions/:execution/resize", "exec"),
  call("GET /processes", "read_executions"),
  call("POST /processes/:pid/signal", "exec"),
  call("GET /metrics", "read_executions"),
  call("GET /metrics/history", "read_executions"),
  call("GET /files/stat", "read_files"),
  call("GET /files/list", "read_files"),
  call("GET /files/find", "read_files"),
  call("GET /files/watch", "read_files"),
  call("GET /files/text", "read_files"),
  call("GET /files/content", "read_files"),
  call("PUT /files/content", "write_files"),
  call("POST /files/edits", "write_files"),
  call("POST /checkpoints", "write_files"),
  call("GET /checkpoints", "read_files"),
  call("GET /checkpoints/:checkpoint/diff", "read_files"),
  call("POST /checkpoints/:checkpoint/restore", "write_files"),
];
