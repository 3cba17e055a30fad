const TASKS = "Answers `unsupported` on a deployment without tasks, such as this one.";

/** What differs from the tool of that name in Coder's own server, and why; empty where nothing does. */
export const CODER_TOOL_NOTES: Readonly<Record<string, string>> = {
  coder_get_authenticated_user: "",
  coder_list_organizations: "",
  coder_list_workspaces:
    "Also `status` and `owner_name`, which Coder leaves out; pages by `limit` and `offset`; `owner` may be `*`.",
  coder_get_workspace: "",
  coder_create_workspace: "A template may be named instead of given by its UUID.",
  coder_create_workspace_build:
    "A workspace may be named. Both faults of a stop with parameters are told at once.",
  coder_get_workspace_build_logs:
    "Waits at most `wait_seconds` (45 s) instead of for ever, and then says with which `after` to go on; the middle of a long log is left out.",
  coder_get_workspace_agent_logs:
    "The agent may be named as `workspace.agent`; `after` reads on; the middle of a long log is left out.",
  coder_workspace_readiness: "",
  coder_list_templates:
    "Without `agents_allowed`, which is about chats of Coder's; `offset` pages a long list.",
  coder_get_template: "A template may be named. Without `agents_allowed`.",
  coder_template_version_parameters: "",
  coder_get_template_version_logs: "As `coder_get_workspace_build_logs`.",
  coder_upload_tar_file:
    "Refuses paths that leave the archive, and more than 10 MiB; `encoding` `base64` takes bytes; equal files give an equal archive.",
  coder_create_template_version:
    "This deployment takes a `template.yaml`, and its description says so. The organization of a given template is used.",
  coder_create_template: "`icon` is stored; Coder takes it and loses it.",
  coder_update_template_active_version: "A template may be named.",
  coder_delete_template: "A template may be named.",
  coder_workspace_bash:
    "Runs under bash where there is one, else sh. Output is bounded. A command in the background has a `process_id` to read and end it by, and the whole of it is in the background, not its first word. What a call may not wait for goes on until its timeout.",
  coder_workspace_execute:
    "Output is bounded to 12 KiB instead of 32, so that the answer stays below 16 KiB with what JSON adds. A call waits no longer than the server's `--timeout`.",
  coder_workspace_process_output:
    "`cursor` reads what was left out. Never starts a workspace, because it says that it only reads.",
  coder_workspace_process_list:
    "Without `background`; all that is kept is listed, also what ended long ago. Never starts a workspace.",
  coder_workspace_process_signal: "Reaches also what has left the command's process group.",
  coder_workspace_ls: "`~/` is taken too. At most 200 entries.",
  coder_workspace_read_file:
    "By numbered lines, as in Coder's newest; `encoding` `base64` reads bytes, as in the older ones, with `offset` and `limit` in bytes. What does not fit is announced with the next `offset`; Coder refuses it. Says that it changes something, because it starts a workspace.",
  coder_workspace_write_file: "Plain text, as in Coder's newest; `encoding` `base64` as in the older ones.",
  coder_workspace_edit_file:
    "Takes `old_text` and `new_text`, and their older names `search` and `replace`. Across files all edits or none.",
  coder_workspace_edit_files: "As `coder_workspace_edit_file`.",
  coder_workspace_port_forward:
    "Without a wildcard host, the URL of the app that is on this port, else a signed one for an hour; Coder has none then.",
  coder_workspace_list_apps:
    "The URL at which the deployment serves the app, instead of the one inside of the workspace; `[]` where Coder answers `null`.",
  coder_create_task: TASKS,
  coder_delete_task: TASKS,
  coder_list_tasks: TASKS,
  coder_get_task_status: TASKS,
  coder_send_task_input: TASKS,
  coder_get_task_logs: `${TASKS} The last 50 messages.`,
};
