import { BROKEN_SUM, PACKAGE, SERVER, TEST } from "./project-files.ts";
import type { ToolReply } from "./connect-client.ts";
import type { Memory, Step } from "./play-script.ts";

const PROJECT = "~/adder";

const succeeds = ({ isError, text }: ToolReply): string | undefined =>
  isError ? `it failed: ${text}` : undefined;

/** The result succeeded, and its text shows each of these. */
const shows =
  (...parts: readonly string[]) =>
  (reply: ToolReply): string | undefined => {
    const missing = parts.find((part) => !reply.text.includes(part));
    return succeeds(reply) ?? (missing === undefined ? undefined : `its text does not show "${missing}"`);
  };

const executionId = (memory: Memory, name: string): unknown => memory.get(name)?.data["execution_id"];

/** A request to the dev server, which told its port when it began to listen. */
function ask(memory: Memory): string {
  const port = /listening on (\d+)/.exec(memory.get("listening")?.text ?? "")?.[1] ?? "0";
  return `node -e 'fetch("http://127.0.0.1:${port}/?a=20&b=22").then((r) => r.text()).then(console.log)'`;
}

/** An assistant's day: make a workspace, find and mend a bug, run a server, clean up. */
export const SCRIPT = (workspace: string): readonly Step[] => [
  { say: "What can I start from?", tool: "list_templates", args: () => ({}), expect: shows("local") },
  {
    say: "What does that template take?",
    tool: "get_template_info",
    args: () => ({ template: "local" }),
    expect: shows("Parameters"),
  },
  {
    say: "Which versions does it have?",
    tool: "list_template_versions",
    args: () => ({ template: "local" }),
    expect: shows("active"),
  },
  {
    say: "Make me a workspace.",
    tool: "create_workspace",
    args: () => ({ name: workspace, template: "local", idempotency_key: workspace }),
    expect: shows("ready"),
  },
  {
    say: "Was it made twice if I ask again with the same key?",
    tool: "create_workspace",
    args: () => ({ name: workspace, template: "local", idempotency_key: workspace }),
    expect: shows(workspace, "replayed"),
  },
  {
    say: "Is it in my list?",
    tool: "list_workspaces",
    args: () => ({}),
    expect: shows(workspace, "running"),
  },
  ...[PACKAGE, BROKEN_SUM, TEST].map(({ path, content }): Step => ({
    say: `Write ${path}.`,
    tool: "write_file",
    args: () => ({ workspace, path: `${PROJECT}/${path}`, content }),
    expect: shows("created"),
  })),
  {
    say: "What is there?",
    tool: "list_directory",
    args: () => ({ workspace, path: PROJECT, depth: 2 }),
    expect: shows("package.json", "sum.js", "sum.test.js"),
  },
  {
    say: "Run the tests: one should fail.",
    tool: "execute_command",
    args: () => ({ workspace, command: "node --test", workdir: PROJECT }),
    as: "failing",
    expect: shows("exit 1"),
  },
  {
    say: "What exactly failed?",
    tool: "get_command_output",
    args: (memory) => ({ workspace, execution_id: executionId(memory, "failing"), grep: "actual|expected" }),
    expect: shows("actual"),
  },
  {
    say: "Look at the code.",
    tool: "read_file",
    args: () => ({ workspace, path: `${PROJECT}/sum.js` }),
    expect: shows("a - b"),
  },
  {
    say: "Where else is that done?",
    tool: "find_files",
    args: () => ({ workspace, path: PROJECT, content: "a - b" }),
    expect: shows("sum.js"),
  },
  {
    say: "Mend it.",
    tool: "edit_files",
    args: () => ({
      workspace,
      files: [{ path: `${PROJECT}/sum.js`, edits: [{ search: "a - b", replace: "a + b" }] }],
    }),
    expect: shows("a + b"),
  },
  {
    say: "Run the tests again.",
    tool: "execute_command",
    args: () => ({ workspace, command: "node --test", workdir: PROJECT }),
    expect: shows("exit 0"),
  },
  {
    say: "Write a dev server.",
    tool: "write_file",
    args: () => ({ workspace, path: `${PROJECT}/${SERVER.path}`, content: SERVER.content }),
    expect: shows("created"),
  },
  {
    say: "Start it in the background.",
    tool: "execute_command",
    args: () => ({ workspace, command: "node server.js", workdir: PROJECT, background: true }),
    as: "server",
    expect: shows("execution_id"),
  },
  {
    say: "Wait until it listens.",
    tool: "get_command_output",
    args: (memory) => ({
      workspace,
      execution_id: executionId(memory, "server"),
      wait_seconds: 20,
      wait_for: "output",
    }),
    as: "listening",
    expect: shows("listening on"),
  },
  {
    say: "Ask it something, from inside the workspace.",
    tool: "execute_command",
    args: (memory) => ({ workspace, command: ask(memory) }),
    expect: shows("exit 0", "42"),
  },
  {
    say: "Start a shell.",
    tool: "execute_command",
    args: () => ({ workspace, command: "sh", keep_stdin: true, background: true }),
    as: "shell",
    expect: shows("execution_id"),
  },
  {
    say: "Type into it.",
    tool: "write_process_input",
    args: (memory) => ({ workspace, execution_id: executionId(memory, "shell"), text: "echo $((6 * 7))\n" }),
    expect: succeeds,
  },
  {
    say: "What did it answer?",
    tool: "get_command_output",
    args: (memory) => ({
      workspace,
      execution_id: executionId(memory, "shell"),
      cursor: 0,
      wait_seconds: 20,
      wait_for: "output",
    }),
    expect: shows("42"),
  },
  {
    say: "End it.",
    tool: "signal_process",
    args: (memory) => ({ workspace, execution_id: executionId(memory, "shell") }),
    expect: succeeds,
  },
  {
    say: "Which processes run?",
    tool: "list_processes",
    args: () => ({ workspace }),
    expect: shows("node server.js"),
  },
  {
    say: "How is the workspace?",
    tool: "get_workspace_status",
    args: () => ({ workspace }),
    expect: shows("running", "cpu", "memory"),
  },
  { say: "Stop it.", tool: "stop_workspace", args: () => ({ workspace }), expect: shows("stopped") },
  {
    say: "A command in a stopped workspace is refused, and says what to do.",
    tool: "execute_command",
    args: () => ({ workspace, command: "true" }),
    expect: ({ isError, text }) =>
      isError && text.includes("start_workspace") ? undefined : "it was not refused",
  },
  { say: "Start it again.", tool: "start_workspace", args: () => ({ workspace }), expect: shows("ready") },
  {
    say: "Did my files last?",
    tool: "read_file",
    args: () => ({ workspace, path: `${PROJECT}/sum.js` }),
    expect: shows("a + b"),
  },
  { say: "Delete it.", tool: "delete_workspace", args: () => ({ workspace }), expect: shows("deleted") },
];
