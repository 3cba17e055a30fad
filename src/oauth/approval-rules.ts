import type { ApprovalRule } from "../wire/policy.ts";
import {
  matchesGlob,
  parseWorkspaceSelector,
  selectorFor,
  unmatchedField,
  type WorkspaceFacts,
} from "../wire/workspace-selector.ts";
import type { Limit } from "./limit.ts";
import type { Subject } from "./rbac.ts";

/** What of a call decides whether a person is asked. */
export interface ApprovalCall {
  readonly tool: string;
  readonly workspace: WorkspaceFacts | undefined;
  readonly command?: string | undefined;
  readonly paths?: readonly string[] | undefined;
}

/** The first policy that wants a person's approval of the call; undefined when none does. */
export function approvalFor(subject: Subject, call: ApprovalCall): Limit | undefined {
  return subject.limits.find(({ approvals = [] }) =>
    approvals.some((rule) => matches(rule, call, subject.username)),
  );
}

/** A field that the call has nothing for does not let it slip: what is not known is asked about. */
function matches(rule: ApprovalRule, call: ApprovalCall, me: string): boolean {
  const { workspaces, command, path } = rule;
  return (
    rule.tools.some((pattern) => matchesGlob(pattern, call.tool)) &&
    (workspaces === undefined || isSelected(workspaces, call.workspace, me)) &&
    (command === undefined || call.command === undefined || matchesGlob(command, call.command)) &&
    (path === undefined || call.paths === undefined || call.paths.some((one) => matchesGlob(path, one)))
  );
}

function isSelected(text: string, workspace: WorkspaceFacts | undefined, me: string): boolean {
  if (workspace === undefined) return true;
  return unmatchedField(selectorFor(parseWorkspaceSelector(text), me), workspace) === undefined;
}
