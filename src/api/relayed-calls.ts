import type { Action } from "../oauth/rbac-catalog.ts";

/** One call of the agent's own API that the deployment relays. */
export interface RelayedCall {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/workspaceagents/:agent`. */
  readonly path: string;
  /** What the caller must be allowed in the workspace: a part of Coder's `ssh`. */
  readonly action: Action;
  /** The tools that make this call; a policy knows it by the first. */
  readonly tools: readonly [string, ...string[]];
}

const call = (line: string, action: Action, ...tools: RelayedCall["tools"]): RelayedCall => {
  const [method = "", path = ""] = line.split(" ");
  if (method !== "GET" && method !== "POST" && method !== "PUT") throw new TypeError(`no method: ${line}`);
  return { method, path, action, tools };
};

/** What the agent itself serves (design 4): running commands is a right of its own, and files are two. */
export const RELAYED_CALLS: readonly RelayedCall[] = [
  call("POST /executions", "exec", "execute_command"),
  call("GET /executions", "read_executions", "list_processes"),
  call("GET /executions/:execution", "read_executions", "get_command_output"),
  call("GET /executions/:execution/output", "read_executions", "get_command_output"),
  call("POST /executions/:execution/stdin", "exec", "write_process_input"),
  call("POST /executions/:execution/signal", "exec", "signal_process", "execute_command"),
  call("POST /executions/:execution/resize", "exec", "write_process_input", "execute_command"),
  call("GET /processes", "read_executions", "list_processes"),
  call("POST /processes/:pid/signal", "exec", "signal_process"),
  call("GET /metrics", "read_executions", "get_workspace_status"),
  call("GET /metrics/history", "read_executions", "get_workspace_status"),
  call("GET /files/stat", "read_files", "read_file"),
  call("GET /files/list", "read_files", "list_directory"),
  call("GET /files/find", "read_files", "find_files"),
  call("GET /files/watch", "read_files", "read_file"),
  call("GET /files/text", "read_files", "read_file"),
  call("GET /files/content", "read_files", "read_file"),
  call("PUT /files/content", "write_files", "write_file"),
  call("POST /files/edits", "write_files", "edit_files"),
  call("POST /checkpoints", "write_files", "create_checkpoint"),
  call("GET /checkpoints", "read_files", "list_checkpoints"),
  call("GET /checkpoints/:checkpoint/diff", "read_files", "diff_checkpoint"),
  call("POST /checkpoints/:checkpoint/restore", "write_files", "restore_checkpoint"),
];
