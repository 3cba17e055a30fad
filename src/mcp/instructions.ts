/** What a model should know before its first call of the usual tools. */
export const INSTRUCTIONS = `\
Coder workspaces are development machines; these tools create them and work in them.
Name a workspace as name, owner/name, name.agent or UUID.
1. list_workspaces, or list_templates and create_workspace for another one.
2. A stopped workspace needs start_workspace (or start: true in execute_command).
3. execute_command runs shell commands. A long one answers with an execution id while it goes on: call get_command_output with it instead of running the command again.
4. read_file, write_file and list_directory take absolute paths or ~/….
Output over 16 KiB is cut in the middle; the reply says how to read the rest. A failed call names its cause, whether a retry helps and the next tool.`;

const CODER_INSTRUCTIONS = `\
Coder workspaces are development machines; these tools create them, work in them and manage their templates.
Name a workspace as name, owner/name, name.agent or UUID. Tools that work in a workspace start it if it is stopped.
A command that outlasts the wait goes on: read it with coder_workspace_process_output instead of running it again.
Answers are cut at 16 KiB; a note beside the JSON says how to read the rest.`;

const REPORT_INSTRUCTIONS = "Tell the user how far you are with coder_report_task, and when you need them.";

/** What a model is told by a server on stdio, by its toolsets; without any it only reports for a workspace's agent. */
export function instructionsFor(toolsets: readonly string[]): string {
  if (toolsets.length === 0) return REPORT_INSTRUCTIONS;
  const isCodersOwn =
    toolsets.includes("coder") && !toolsets.some((name) => name === "default" || name === "minimal");
  return isCodersOwn ? CODER_INSTRUCTIONS : INSTRUCTIONS;
}
