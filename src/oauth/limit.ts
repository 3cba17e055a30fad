import type { StoredLimit } from "../wire/grant-limits.ts";
import type { ApprovalRule } from "../wire/policy.ts";
import {
  parseWorkspaceSelector,
  selectorFor,
  unmatchedField,
  type WorkspaceSelector,
} from "../wire/workspace-selector.ts";
import { isReading, type Action, type ResourceType } from "./rbac-catalog.ts";
import type { Target } from "./rbac.ts";

/** What narrows a call beside roles and scopes: a token's limits, an OAuth client's grant, or the deployment's policy. */
export interface Limit extends StoredLimit {
  readonly source: "token" | "client" | "policy";
  /** Calls for which a person is asked; of policies only. */
  readonly approvals?: readonly ApprovalRule[];
}

/** Why a limit forbids something: in words, and how to get it. */
export interface LimitFault {
  readonly limit: Limit;
  readonly reason: string;
}

const REMEDIES: Readonly<Record<Limit["source"], string>> = {
  token: "Whoever made the token can make another that allows it (`coder tokens create`).",
  client: "Connect the client again to allow it on the consent page.",
  policy: "An administrator can change the policy (`coder policy set`).",
};

/** A fault as the caller is told of it. */
export const describeFault = ({ limit, reason }: LimitFault): string =>
  `${limit.label} ${reason}. ${REMEDIES[limit.source]}`;

type Check = (limit: Limit, action: Action, target: Target, me: string) => string | undefined;

/** Kinds through which somebody could get at what a limit keeps from them. */
const ESCAPES: ReadonlySet<ResourceType> = new Set([
  "user",
  "organization_member",
  "assign_role",
  "assign_org_role",
  "group",
  "group_member",
  "deployment_config",
  "crypto_key",
  "oauth2_app",
  "oauth2_app_secret",
  "system",
]);

/** Kinds that belong to the work in workspaces; a policy leaves people the care for their own account. */
const WORK: ReadonlySet<ResourceType> = new Set(["workspace", "template", "file", "task"]);

const THROUGH_COMMANDS: ReadonlySet<Action> = new Set([
  "ssh",
  "exec",
  "read_executions",
  "application_connect",
]);

const CHECKS: readonly Check[] = [
  ({ source, rules }, action, { type }) => {
    if (rules.read_only !== true || isReading(action)) return undefined;
    return source === "policy" && !WORK.has(type)
      ? undefined
      : `is read-only, and "${action}" changes things`;
  },
  ({ source, rules }, action, { type }) =>
    source !== "policy" && isNarrow(rules) && ESCAPES.has(type) && !isReading(action)
      ? "is limited, and what is limited administers nobody"
      : undefined,
  ({ rules }, action, { type }) =>
    rules.paths !== undefined && type === "workspace" && THROUGH_COMMANDS.has(action)
      ? `reaches files below ${rules.paths.join(", ")} only; commands reach every file, so there are none`
      : undefined,
  ({ rules }, action, { type, template }) =>
    rules.templates !== undefined &&
    type === "template" &&
    action === "use" &&
    !isListed(rules.templates, template)
      ? `allows only the templates ${rules.templates.join(", ")}`
      : undefined,
  workspaceFault,
];

/** The first limit that forbids it; undefined when none does. `me` is the caller's user name. */
export function limitFault(
  limits: readonly Limit[],
  action: Action,
  target: Target,
  me: string,
): LimitFault | undefined {
  for (const limit of limits)
    for (const check of CHECKS) {
      const reason = check(limit, action, target, me);
      if (reason !== undefined) return { limit, reason };
    }
  return undefined;
}

/** The selectors that a workspace must all match, `me` replaced. */
export const selectorsOf = (limits: readonly Limit[], me: string): readonly WorkspaceSelector[] =>
  limits.flatMap(({ rules }) => selectorsIn(rules).map((selector) => selectorFor(selector, me)));

function selectorsIn({ workspaces, templates }: Limit["rules"]): readonly WorkspaceSelector[] {
  return [
    ...(workspaces === undefined ? [] : [parseWorkspaceSelector(workspaces)]),
    ...(templates === undefined ? [] : [{ template: templates.map((name) => name.toLowerCase()) }]),
  ];
}

/** Tells whether limits leave out anything: a client that may have all tools and everything is not narrowed. */
export function isNarrow(rules: Limit["rules"]): boolean {
  const { toolsets, read_only: readOnly, ...rest } = rules;
  const fewerTools = toolsets !== undefined && !toolsets.includes("default");
  return fewerTools || readOnly === true || Object.values(rest).some((value) => value !== undefined);
}

function workspaceFault({ rules }: Limit, _action: Action, target: Target, me: string): string | undefined {
  const selectors = target.type === "workspace" ? selectorsIn(rules) : [];
  // Workspaces at large are asked about before one is known.
  if (target.workspace === undefined && target.id === undefined) return undefined;
  for (const selector of selectors) {
    const { workspace } = target;
    const field = workspace === undefined ? "id" : unmatchedField(selectorFor(selector, me), workspace);
    if (field !== undefined) return `allows only workspaces with ${field}:${String(selector[field] ?? "")}`;
  }
  return undefined;
}

function isListed(names: readonly string[], template: Target["template"]): boolean {
  if (template === undefined) return false;
  const listed = names.map((name) => name.toLowerCase());
  return listed.includes(template.name.toLowerCase()) || listed.includes(template.id.toLowerCase());
}
