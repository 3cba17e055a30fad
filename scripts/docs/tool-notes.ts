/** What a tool's definition does not tell: what it answers and how it fails. */
interface ToolNotes {
  readonly result: string;
  readonly errors: string;
}

const WORKSPACE = "`not_found` when there is no such workspace, or the filter or the caller's rights hide it";
const AGENT = `${WORKSPACE}; \`precondition\` when it is not running (next: \`start_workspace\`); \`unavailable\` when its agent is not connected; \`unsupported\` where the workspace is reached through a terminal that lacks what it takes`;
const CHANGE = `${WORKSPACE}; \`conflict\` when another build is active; \`precondition\` when the build failed, with its last log lines`;
const CHANGED =
  "`status`, `complete` (false when the wait ended first and the build goes on), `replayed`, and the `workspace`";
const EXECUTION =
  "`execution_id`, `state` (`running`, `exited`, `signaled`, `timed_out`, `killed` or `lost`), `running`, `exit_code`, `signal`, `wall_ms`, `workdir`, `output`, `cursor` (the byte to read on from), `total_bytes`, `gap` (bytes left out between head and tail), `filtered_lines`, `stderr`, `stderr_cursor`, `replayed`";

/** By the tool's name. */
export const TOOL_NOTES: Readonly<Record<string, ToolNotes>> = {
  list_workspaces: {
    result:
      "`workspaces` (each with id, name, owner, organization, template and version, status, build number, outdated, healthy, dormant, agents, last use, creation and deadline), `total`, `offset` and `next_offset`. Without `owner`, and without one in `q`, the caller's own.",
    errors: "`invalid` for a search key that does not exist, or one that contradicts the server's filter.",
  },
  create_workspace: {
    result: `\`created\`, ${CHANGED}. Without \`template\` it takes the only one there is, or asks the person which where the client can. It waits until every agent is connected and its startup script is done; progress notifications say what is waited for.`,
    errors:
      "`not_found` for the template; `invalid` for a preset, a parameter or a name that the template or Coder's rules do not allow; `conflict` when the name is taken or the key was used for another request; `forbidden` when the server's filter would hide the workspace; `precondition` when the build failed.",
  },
  start_workspace: {
    result: `\`started\` (false when it ran already), ${CHANGED}. \`parameters\` override those of the last build.`,
    errors: `${CHANGE}; \`invalid\` for a parameter.`,
  },
  stop_workspace: {
    result: `\`stopped\` (false when it was stopped already), ${CHANGED}.`,
    errors: `${CHANGE}.`,
  },
  delete_workspace: {
    result: `\`deleted\` (false when it was deleted already), ${CHANGED}. Where the client can, it asks the person first; \`declined\` is true when they said no, and nothing was done. The home directory is gone.`,
    errors: `${CHANGE}.`,
  },
  get_workspace_status: {
    result:
      "The workspace as in `list_workspaces`; `agent_status` (for each agent its `metrics`: CPU, memory, disk, network, uptime and processes of the workspace, not of the machine that it may share, and what the `recent` hour came to; its `running` executions; `last_command_at`; and the `problem` when it could not be asked), `metadata` of the template's resources (for `local`: the home directory and the sandbox), and `build_failure` with its last log lines when the last build failed.",
    errors: `${WORKSPACE}.`,
  },
  execute_command: {
    result: `${EXECUTION}, and \`workspace_started\`. \`output\` is stdout and stderr in order, unless \`separate_stderr\`; past 16 KiB its middle is left out. The command runs under \`/bin/sh\` in the agent's directory, without a terminal unless \`pty\` gives its size; terminal escapes are left out. With \`keep_stdin\` or \`pty\` it can be written to later. When the wait ends first, the answer has the id and what there is so far, and the command goes on.`,
    errors: `${AGENT}; \`invalid\` for a \`workdir\` that is no directory; \`unsupported\` for \`pty\` where the workspace has no \`script\` of util-linux; \`conflict\` when the key was used for another command; \`rate_limited\` when too many commands run; \`storage_full\` when the disk is full, and nothing was started. A command that fails is no error: its \`exit_code\` tells.`,
  },
  get_command_output: {
    result: `${EXECUTION}, and \`stream\`. Without \`cursor\`, \`tail_lines\`, \`head_lines\` or \`grep\` it is the head and the tail. \`last_seconds\` is exact to about a second. Terminal escapes are left out unless \`keep_ansi\`; cursors count the bytes with them. What is kept of finished commands, and what running ones may save, is the deployment's \`CODER_EXECUTION_…\` settings ([configuration.md](configuration.md)).`,
    errors: `${AGENT}; \`not_found\` for an id that is not kept (next: \`list_processes\`); \`invalid\` for a cursor past the end, a bad expression, or \`tail_lines\` beside \`cursor\`, \`head_lines\` or \`last_seconds\`.`,
  },
  write_process_input: {
    result: `${EXECUTION}. \`output\` is what the command printed since the call began; the answer waits up to a second for it. \`text\` goes first, then \`keys\`: \`enter\`, \`tab\`, \`escape\`, \`up\`, \`page-down\`, \`f1\`, \`ctrl-a\` to \`ctrl-z\` and the like. \`close_stdin\` lets the command read end of file.`,
    errors: `${AGENT}; \`not_found\` for an id that is not kept (next: \`list_processes\`); \`conflict\` when the command has ended, or was started with neither \`keep_stdin\` nor \`pty\`; \`invalid\` for a key that there is not.`,
  },
  signal_process: {
    result:
      "For a command its `execution`; for a `pid`, `signaled` (how many processes got it) and `ended`. Without `signal` the whole tree is ended: SIGTERM, two seconds, SIGKILL; also what has left the command's session. A command that is ended so is `killed`, unless it exits by itself. With `tree` false only the command, or the process, gets the signal.",
    errors: `${AGENT}; \`not_found\` for what is not there (next: \`list_processes\`); \`conflict\` when a command has ended and left no processes; \`forbidden\` for what runs the workspace itself; \`invalid\` without, or with both, \`execution_id\` and \`pid\`.`,
  },
  list_processes: {
    result:
      "`executions` (newest first) and `total_executions`; `processes` (pid, ppid, user, state, CPU, memory, start, command, the execution they belong to, and depth in the tree) and `total_processes`.",
    errors: `${AGENT}.`,
  },
  read_file: {
    result:
      "`path`, `size`, `etag`, `mime_type`, `binary`, `total_lines`, `offset`, `lines_read`, `content`, `next_offset` (null at the end), `cut_lines`, `final_newline`. PNG, JPEG, GIF and WebP files up to 1 MiB come as an image; of other binary files only the facts.",
    errors: `${AGENT}; \`not_found\` (next: \`list_directory\`); \`forbidden\`; \`invalid\` for a relative path, a directory, or an offset past the end; \`unsupported\` for devices, pipes and sockets.`,
  },
  write_file: {
    result:
      "`path`, `size`, `mode`, `etag`, `created`, `replayed`. The content is written beside the file and renamed over it, so readers see the old or the new file; with `append` it is added to the end. Symbolic links are followed.",
    errors: `${AGENT}; \`precondition\` when \`if_match\` does not match; \`invalid\` for a relative path, a directory, bad base64 or a bad mode; \`too_large\` over 64 MiB; \`storage_full\`: the old file is intact; \`forbidden\`.`,
  },
  edit_files: {
    result:
      "`files` in the order given, each with `path`, `replacements`, `tolerant`, `size`, `etag` and `diff` (unified; all of them together at most 12 KiB); `dry_run` and `replayed`. The edits of a file are made one after another. How texts are matched, and what stays as it is, is in [files.md](files.md).",
    errors: `${AGENT}; \`invalid\` for a text that is not in the file, with the nearest lines and what differs there, or in several places, with their lines (next: \`read_file\`); \`precondition\` when an \`if_match\` does not match; \`unsupported\` for a file that is not text; \`too_large\` over 16 MiB; \`not_found\`, \`forbidden\`, \`storage_full\`. After any of them no file has changed.`,
  },
  find_files: {
    result:
      "`path`, `files` (path relative to it, size, `etag`, `lines` with `line`, `text` and `match`), `count` (matching lines, or files when no `content` is searched for), `next_offset` (null at the end) and `timed_out` (after 10 seconds). What is searched is in [files.md](files.md).",
    errors: `${AGENT}; \`invalid\` for a bad glob or expression; \`not_found\`; \`forbidden\`; \`unsupported\` where the workspace has no ripgrep.`,
  },
  list_directory: {
    result:
      "`path`, `entries` (path relative to it, type, size, mode, time, target of a link), `omitted` (past the limit) and `ignored` (left out because of `.gitignore`, `node_modules` or `.git`).",
    errors: `${AGENT}; \`not_found\`; \`forbidden\`; \`invalid\` for a relative path or a file.`,
  },
  list_templates: {
    result:
      "`templates` (id, names, organization, description, active version, users, deprecated), `total`, `offset`, `next_offset`.",
    errors: "`invalid` for a search key that does not exist.",
  },
  get_template_info: {
    result:
      "The template, its `active_version`, its `parameters` (type, default, required, mutable, ephemeral, options, validation), its `presets` and its `readme`.",
    errors:
      "`not_found` when there is no such template; `invalid` when its name is used in several organizations.",
  },
  list_template_versions: {
    result:
      "`template`, `template_id`, `versions` newest first (id, name, active, status and error of the import, author, time, message), `total`, `offset`, `next_offset`.",
    errors: "As `get_template_info`.",
  },
  search: {
    result:
      "`results`, each with `id`, `title` and `url` (the deployment's page): workspaces and templates that have any of the words, best first, at most 20. The text is the same as JSON, which is what ChatGPT's connectors read.",
    errors: "`invalid` for a query over 1,000 characters.",
  },
  fetch: {
    result:
      "`id`, `title`, `text` (up to 16 KiB), `url` and `metadata`, as text too. Ids are resources' URIs ([mcp.md](mcp.md)): those that `search` gives, and build logs, command outputs and text files in a workspace.",
    errors: `${AGENT}; \`invalid\` for an id of another form; \`unsupported\` for a file that is not text.`,
  },
  create_checkpoint: {
    result:
      "The checkpoint: `id`, `created_at`, `kind`, `label`, `path`, `files`, `bytes`, and `skipped`, the files of over 32 MiB. Contents are kept once, however many checkpoints have them; a file that has not changed since the last checkpoint of the folder is not read. At most 50,000 files and 256 MiB; of a workspace the newest 50 of these, 200 automatic ones, and 1 GiB in all.",
    errors: `${AGENT}; \`not_found\` for the folder; \`too_large\`; \`conflict\` when the key was used for another one.`,
  },
  list_checkpoints: {
    result:
      "`checkpoints`, newest first, and their `total`. Automatic ones hold the files that a `write_file`, `edit_files` or `restore_checkpoint` was about to change, as they were; files that commands change are in none.",
    errors: `${AGENT}.`,
  },
  diff_checkpoint: {
    result:
      "`checkpoint`, `changes` (each a path that was `created`, `modified`, `deleted` or given another `mode` since), and `diff`, unified, up to 12 KiB.",
    errors: `${AGENT}; \`not_found\` for a checkpoint that is not kept.`,
  },
  restore_checkpoint: {
    result:
      "`checkpoint`, the `changes` that were undone, `dry_run`, and `undo_id`: the automatic checkpoint that takes the restore back. A failure in the middle takes back what was done.",
    errors: `${AGENT}; \`not_found\` for a checkpoint that is not kept; \`conflict\` where a directory stands in the place of a file; \`storage_full\`.`,
  },
  upload_file: {
    result:
      "`url`, `method` (`PUT`), `path`, `expires_at`, `max_bytes`, the `size` and `etag` of the file that is there (null where none is), and `curl`, a command line. The body of the request becomes the file, in one step; the answer has its `size`, `etag`, `mode`, `created` and `sha256` ([files.md](files.md#urls)).",
    errors: `${AGENT}; \`invalid\` for what is no regular file's path; \`unsupported\` where the deployment gives no such URLs. Of the URL: 403, 404, 412, 413, 507.`,
  },
  download_file: {
    result:
      "`url`, `method` (`GET`), `path`, `expires_at`, `size`, `etag` and `curl`, a command line. Ranges can be asked for.",
    errors: `${AGENT}; \`not_found\`; \`invalid\` for what is no regular file; \`unsupported\` where the deployment gives no such URLs. Of the URL: 403, 404, 412, 416.`,
  },
  list_activity: {
    result:
      "`sessions`, newest first: what one client did for one user on one day, with `calls`, `commands`, `failures`, `workspaces` and `events`; `next` for the page behind. Arguments are without their secrets.",
    errors:
      "`forbidden` for the activity of others without the right to read the audit log; `invalid` for a bad `since` or `before`.",
  },
  get_activity: {
    result:
      "The `event`: `kind`, `summary`, `result`, `command`, `exit_code`, `execution_id`, `diffs`, `workspace`, `client`, `time`.",
    errors: "`not_found` for an event that is not there, or is another user's.",
  },
  list_apps: {
    result:
      "`apps` (each with `slug`, `name`, `url`, empty for a command, `external`, `sharing` and `health`) and `ports` (`port`, `network`, `process_name`), without those of apps. The URLs of apps take a login ([apps.md](apps.md)).",
    errors: `${AGENT}.`,
  },
  open_port: {
    result:
      "`url` and `expires_at`. Whoever has the URL can use the port or the app, until it expires or the token ends that it was made with ([apps.md](apps.md)).",
    errors: `${AGENT}; \`invalid\` for an app that there is not (next: \`list_apps\`), and without, or with both, \`port\` and \`app\`; \`unsupported\` where the deployment gives no such URLs. Of the URL: 404, and 502 while nothing listens.`,
  },
};

/** Of arguments whose name is description enough for a model. */
export const ARGUMENT_NOTES: Readonly<Record<string, string>> = {
  id: "Of the event",
  client: "The OAuth client's id",
  tool: "Only calls of it",
  append: "Add to the end instead of replacing",
  command: "Passed to `/bin/sh -c`",
  content: "The whole new content, or what to append",
  depth: "Levels of subdirectories",
  encoding: "How `content` is written",
  env: "Variables for this command, over those of the template",
  execution_id: "From execute_command or list_processes",
  head_lines: "Only the first so many lines",
  keep_ansi: "Also colours, cursor movements and the like",
  idempotency_key: "A call with the key of an earlier one returns that one's result",
  keep_stdin: "Leave stdin open, after the text of `stdin`, for write_process_input",
  last_seconds: "Only what was printed in the last so many seconds",
  limit: "The most that one answer lists",
  name: "Of the workspace: letters, digits and single hyphens",
  offset: "How many to skip",
  owner: "Whose workspace it becomes",
  parameters: "Values by name; the others stay as they are",
  pid: "From list_processes",
  path: "Absolute or ~/…",
  separate_stderr: "Keep stderr apart from stdout",
  tail_bytes: "Only the whole lines in so many last bytes, in place of `offset`",
  stdin: "Text that the command reads, then end of file",
  stream: "`stderr` only of commands run with separate_stderr",
  text: "Typed as it is; add a line end where a line is meant",
  tree: "Also to everything that it started",
  tail_lines: "Only the last so many lines",
  wait_for: "What to wait for: the end, or output past the cursor",
  wait_seconds: "How long the answer may take; the build goes on after it",
  workdir: "By default the agent's directory",
};
