import type { ActivityRow } from "../../db/activity-rows.ts";
import { fieldOf } from "../../lib/field-of.ts";
import { rfc3339 } from "../../lib/rfc3339.ts";
import type { ActivityEvent } from "../../wire/activity.ts";
import { describeAudit } from "../describe-audit.ts";

const EDITS = new Set(["edit_files", "write_file", "restore_checkpoint"]);
const FILES = new Set(["read_file", "list_directory", "find_files"]);
/** Lines of a file that was written, in its diff. */
const MAX_LINES = 60;
const MAX_SUMMARY = 200;

/** An entry of the audit log as a person reads it. */
export function toEvent(row: ActivityRow): ActivityEvent {
  const tool = toolOf(row);
  const { arguments: args, outcome } = row.additional_fields;
  const command = tool === undefined ? undefined : textOf(args, "command");
  const exitCode = fieldOf(outcome, "exit_code");
  return {
    id: row.id,
    time: rfc3339(row.time),
    kind: kindOf(row, tool),
    summary: summaryOf(row, tool, command),
    user: { id: row.user_id, username: row.username },
    client: { id: row.client_id, name: clientName(row) },
    ...(tool !== undefined && { tool }),
    ...(row.workspace_id !== null && {
      workspace: { id: row.workspace_id, name: row.workspace_name ?? row.workspace_id },
    }),
    result: resultOf(row),
    duration_ms: row.duration_ms,
    ...(command !== undefined && { command }),
    ...(textOf(outcome, "execution_id") !== undefined && { execution_id: textOf(outcome, "execution_id") }),
    ...(typeof exitCode === "number" && { exit_code: exitCode }),
    diffs: [...diffsOf(tool, args, outcome)],
    request_id: row.request_id,
  };
}

/** What tools do by the API, as the stdio server has them do it. */
const BY_PATH: readonly (readonly [RegExp, string])[] = [
  [/\/workspaceagents\/[^/]+\/executions$/, "execute_command"],
  [/\/workspaceagents\/[^/]+\/executions\/[^/]+\/stdin$/, "write_process_input"],
  [/\/workspaceagents\/[^/]+\/(?:executions|processes)\/[^/]+\/signal$/, "signal_process"],
  [/\/workspaceagents\/[^/]+\/files\/content$/, "write_file"],
  [/\/workspaceagents\/[^/]+\/files\/edits$/, "edit_files"],
  [/\/workspaceagents\/[^/]+\/checkpoints\/[^/]+\/restore$/, "restore_checkpoint"],
];

function toolOf({ resource_type: type, resource_target: target, additional_fields: fields }: ActivityRow) {
  if (type === "mcp_tool") return target;
  const path = textOf(fields, "path") ?? "";
  return BY_PATH.find(([pattern]) => pattern.test(path))?.[1];
}

/** A client without a grant is known by the program that it says it is. */
export const clientName = ({ client_name: name, client_id: id, user_agent: agent }: ActivityRow): string =>
  name ?? (id || programOf(agent));

/** Browsers say so many names that none of them tells anything; builds and the like have no program. */
function programOf(agent: string): string {
  if (agent.startsWith("Mozilla/")) return "browser";
  return agent.split(" ")[0] || "deployment";
}

function kindOf(
  { action, resource_type: type }: ActivityRow,
  tool: string | undefined,
): ActivityEvent["kind"] {
  if (tool === "execute_command") return "command";
  if (tool !== undefined) return EDITS.has(tool) ? "edit" : FILES.has(tool) ? "file" : "call";
  if (type === "workspace_build") return "build";
  if (type === "workspace") return "workspace";
  return action === "login" || action === "logout" ? "login" : "change";
}

function summaryOf(row: ActivityRow, tool: string | undefined, command: string | undefined): string {
  const { arguments: args } = row.additional_fields;
  const place =
    row.workspace_name ?? textOf(args, "workspace") ?? textOf(row.additional_fields, "workspace_name");
  const where = place === undefined ? "" : ` in ${place}`;
  if (command !== undefined) return shorten(`$ ${command.replaceAll(/\s*\n\s*/g, "; ")}${where}`);
  const path = textOf(args, "path");
  if (tool !== undefined) return shorten(`${tool}${path === undefined ? "" : ` ${path}`}${where}`);
  const sentence = describeAudit(row).replace("{user} ", "").replace("{target}", row.resource_target).trim();
  return shorten(`${sentence}${row.resource_target === "" ? where : ""}`);
}

function resultOf({ status_code: status, additional_fields: fields }: ActivityRow): string {
  const code = fields["code"];
  if (typeof code === "string") return code;
  return status < 400 ? "ok" : String(status);
}

/** The agent's diffs of an edit; of a written file, its first lines. */
function diffsOf(tool: string | undefined, args: unknown, outcome: unknown): ActivityEvent["diffs"] {
  const diffs = fieldOf(outcome, "diffs");
  if (Array.isArray(diffs))
    return diffs.flatMap((item: unknown) => {
      const [path, diff] = [textOf(item, "path"), textOf(item, "diff")];
      return path === undefined || diff === undefined ? [] : [{ path, diff }];
    });
  const [path, content] = [textOf(args, "path"), textOf(args, "content")];
  if (tool !== "write_file" || path === undefined || content === undefined) return [];
  const lines = content.split("\n");
  const more = lines.length > MAX_LINES ? `\n… ${lines.length - MAX_LINES} more lines` : "";
  return [
    {
      path,
      diff: `${lines
        .slice(0, MAX_LINES)
        .map((line) => `+${line}`)
        .join("\n")}${more}`,
    },
  ];
}

function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === "string" && field !== "" ? field : undefined;
}

const shorten = (text: string): string =>
  text.length <= MAX_SUMMARY ? text : `${text.slice(0, MAX_SUMMARY).toWellFormed()}…`;
