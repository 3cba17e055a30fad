import type { Setting } from "../../config/setting.ts";
import { text } from "../../config/setting-schemas.ts";

function filter(flag: string, placeholder: string, description: string) {
  return {
    env: undefined,
    flag,
    placeholder,
    description,
    default: "",
    schema: text,
  } as const satisfies Setting;
}

/** Flags that narrow what is shown of the audit log. */
export const FILTER_SETTINGS = {
  query: {
    ...filter("query", "q", "A search as the API takes it, such as action:login username:ann."),
    short: "q",
  },
  user: filter("user", "name", "Entries of this user; me is yourself."),
  action: filter("action", "action", "Entries of this action, such as create, login or call."),
  type: filter("type", "type", "Entries about this type of resource, such as workspace or mcp_tool."),
  tool: filter("tool", "name", "Calls of this tool."),
  client: filter("client", "id", "Entries of this OAuth client."),
  workspace: filter("workspace", "name", "Entries about this workspace, by name, owner/name or id."),
  since: filter("since", "day", "Entries of this day and later, such as 2026-01-31."),
  until: filter("until", "day", "Entries of this day and earlier."),
} as const;

type FilterValues = Readonly<Record<keyof typeof FILTER_SETTINGS, string>>;

/** The search that the flags stand for. */
export function searchOf(values: FilterValues): string {
  const keys = [
    ["username", values.user],
    ["action", values.action],
    ["resource_type", values.type],
    ["resource_target", values.tool],
    ["client", values.client],
    ["workspace", values.workspace],
    ["date_from", values.since],
    ["date_to", values.until],
  ] as const;
  const words = keys.flatMap(([key, value]) =>
    value === "" ? [] : [`${key}:"${value.replaceAll('"', "")}"`],
  );
  return [values.query, ...words].join(" ").trim();
}
