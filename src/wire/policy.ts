import { z } from "zod";
import { GrantLimits, SelectorText } from "./grant-limits.ts";

const Words = z.array(z.string().min(1).max(200)).min(1, "must name at least one, or be left out").max(100);

/** Calls for which a person is asked; every field that is given must match. */
export const ApprovalRule = z.strictObject({
  /** Patterns of tools' names, such as `delete_*`. */
  tools: Words,
  /** A selector, as in a grant. */
  workspaces: SelectorText.optional(),
  /** Pattern of the whole command of `execute_command`. */
  command: z.string().min(1).max(1000).optional(),
  /** Pattern of the path of a file. */
  path: z.string().min(1).max(1000).optional(),
});
export type ApprovalRule = z.output<typeof ApprovalRule>;

/** Whose calls a rule is about; every field that is given must match, absent means everybody. */
const PolicyAudience = z.strictObject({
  users: Words.optional(),
  /** Site roles and organization roles, one of which the user has. */
  roles: Words.optional(),
  /** Names or ids of organizations, of one of which the user is a member. */
  organizations: Words.optional(),
});

export const CREDENTIALS = ["session", "token", "oauth"] as const;

export const PolicyRule = z.strictObject({
  name: z.string().min(1).max(64),
  for: PolicyAudience.optional(),
  /** With what the calls are made; absent means with anything. */
  credentials: z.array(z.enum(CREDENTIALS)).min(1).optional(),
  limits: GrantLimits.optional(),
  approvals: z.array(ApprovalRule).max(50).optional(),
});
export type PolicyRule = z.output<typeof PolicyRule>;

/** What administrators allow at most: every rule that is about a call must allow it. */
export const Policy = z
  .strictObject({ rules: z.array(PolicyRule).max(200) })
  .refine(
    ({ rules }) => new Set(rules.map(({ name }) => name)).size === rules.length,
    "rules must have different names",
  );
export type Policy = z.output<typeof Policy>;

/** Answer of `GET /policy`; the file's is read at the start of the deployment. */
export const PolicyView = z.object({ file: Policy.nullable(), database: Policy.nullable() });

/** Body of `POST /policy/explain`: may this user call this tool with these arguments? */
export const ExplainPolicy = z.strictObject({
  user: z.string().min(1),
  tool: z.string().min(1),
  args: z.record(z.string(), z.unknown()).default({}),
});

export const PolicyExplanation = z.object({
  decision: z.enum(["allow", "refuse", "ask"]),
  /** What decided: roles, or a rule of the policy. */
  because: z.string(),
  /** Rules that are about this user. */
  rules: z.array(z.string()),
});
export type PolicyExplanation = z.output<typeof PolicyExplanation>;
