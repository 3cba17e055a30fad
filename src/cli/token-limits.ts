import { optionalCount, switched, text, wordList } from "../config/setting-schemas.ts";
import type { Settings, Values } from "../config/setting.ts";
import { checkNarrowing } from "../mcp/check-narrowing.ts";
import { GrantLimits } from "../wire/grant-limits.ts";
import { invalidField } from "../wire/errors.ts";

/** What a token can be narrowed by beside its scopes. */
export const TOKEN_LIMIT_SETTINGS = {
  toolsets: {
    env: undefined,
    flag: "toolsets",
    description: "Comma-separated toolsets that it gets; empty leaves all tools.",
    default: "",
    schema: wordList,
  },
  readOnly: {
    env: undefined,
    flag: "read-only",
    kind: "switch",
    description: "It changes nothing, and runs nothing.",
    default: "false",
    schema: switched,
  },
  workspaces: {
    env: undefined,
    flag: "workspaces",
    placeholder: "selector",
    description: "Other workspaces do not exist for it, such as 'owner:me name:x-*'.",
    default: "",
    schema: text,
  },
  templates: {
    env: undefined,
    flag: "templates",
    description: "Comma-separated templates; workspaces of others do not exist for it.",
    default: "",
    schema: wordList,
  },
  maxWorkspaces: {
    env: undefined,
    flag: "max-workspaces",
    placeholder: "number",
    description: "It makes no further workspace when there are so many that it reaches.",
    default: "",
    schema: optionalCount(0, 10_000),
  },
  maxExecutions: {
    env: undefined,
    flag: "max-executions",
    placeholder: "number",
    description: "So many commands of it run at once.",
    default: "",
    schema: optionalCount(0, 10_000),
  },
  paths: {
    env: undefined,
    flag: "paths",
    description: "Comma-separated folders; it reaches no other files, and runs no commands.",
    default: "",
    schema: wordList,
  },
} as const satisfies Settings;

/** The limits that were asked for; AppError "invalid" names the flag. */
export function tokenLimits(asked: Values<typeof TOKEN_LIMIT_SETTINGS>): GrantLimits {
  checkNarrowing(asked.toolsets, "");
  const { success, data, error } = GrantLimits.safeParse({
    ...(asked.toolsets.length > 0 && { toolsets: asked.toolsets }),
    ...(asked.readOnly && { read_only: true }),
    ...(asked.workspaces !== "" && { workspaces: asked.workspaces }),
    ...(asked.templates.length > 0 && { templates: asked.templates }),
    ...(asked.maxWorkspaces !== undefined && { max_workspaces: asked.maxWorkspaces }),
    ...(asked.maxExecutions !== undefined && { max_executions: asked.maxExecutions }),
    ...(asked.paths.length > 0 && { paths: asked.paths }),
  });
  if (success) return data;
  const [issue] = error.issues;
  throw invalidField(`--${String(issue?.path[0] ?? "")}`, issue?.message ?? "is not accepted");
}
