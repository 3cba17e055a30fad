/** What a model should know before its first call. */
export const INSTRUCTIONS = `\
Coder workspaces are development machines; these tools create them and work in them.
Name a workspace as name, owner/name, name.agent or UUID.
1. list_workspaces, or list_templates and create_workspace for another one.
2. A stopped workspace needs start_workspace (or start: true in execute_command).
3. execute_command runs shell commands. A long one answers with an execution id while it goes on: call get_command_output with it instead of running the command again.
4. read_file, write_file and list_directory take absolute paths or ~/….
Output over 16 KiB is cut in the middle; the reply says how to read the rest. A failed call names its cause, whether a retry helps and the next tool.`;
