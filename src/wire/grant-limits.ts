import { z } from "zod";
import { AppError } from "./errors.ts";
import { parseWorkspaceSelector } from "./workspace-selector.ts";

/** A text that `check` takes; what it throws becomes the schema's complaint. */
const checked = (check: (text: string) => unknown) => (text: string, context: z.RefinementCtx) => {
  try {
    check(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.addIssue({ code: "custom", message: error.validations[0]?.detail ?? error.message });
  }
};

export const SelectorText = z.string().max(1000).superRefine(checked(parseWorkspaceSelector));

const PathPrefix = z
  .string()
  .max(1000)
  .refine(
    (path) => /^(?:~|~?\/.*)$/.test(path) && !path.includes("\0") && !path.split("/").includes(".."),
    "must be absolute or begin with ~/, without ..",
  );

const Words = z.array(z.string().min(1).max(200)).min(1, "must name at least one, or be left out").max(100);

/** What may be done at most, whatever roles and scopes allow; absent fields do not narrow. */
export const GrantLimits = z.strictObject({
  /** Tools in other toolsets do not exist; `default` has all. */
  toolsets: Words.optional(),
  read_only: z.boolean().optional(),
  /** Selector such as `owner:me name:x-* template:docker,go`; other workspaces do not exist. */
  workspaces: SelectorText.optional(),
  /** Names or ids of templates; workspaces of others do not exist. */
  templates: Words.optional(),
  /** How many workspaces that the selector takes their owner may have when another is made. */
  max_workspaces: z.int().min(0).max(10_000).optional(),
  /** How many commands that were started under this limit may run at once. */
  max_executions: z.int().min(0).max(10_000).optional(),
  /** Folders, outside of which no file is read or written; with them there are no commands, which reach every file. */
  paths: z.array(PathPrefix).min(1, "must name at least one, or be left out").max(50).optional(),
});
export type GrantLimits = z.output<typeof GrantLimits>;

/** Limits as they are kept with a token: `id` is what running commands are counted by, `label` names them to people. */
export interface StoredLimit {
  readonly id: string;
  readonly label: string;
  readonly rules: GrantLimits;
}
