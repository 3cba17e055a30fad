import type { PolicyExplanation } from "../wire/policy.ts";
import { approvalFor, type ApprovalCall } from "./approval-rules.ts";
import { describeFault, limitFault } from "./limit.ts";
import type { Action } from "./rbac-catalog.ts";
import { type Subject, type Target, rolesAllow } from "./rbac.ts";

export interface ExplainedCall extends ApprovalCall {
  readonly action: Action;
  readonly target: Target;
  /** The first limit whose toolsets leave the tool out, in words. */
  readonly toolFault: string | undefined;
}

/** Says whether a user, with a token that is not narrowed, may make a call, and which rule decides. */
export function explainCall(subject: Subject, call: ExplainedCall): PolicyExplanation {
  const rules = subject.limits.map(({ label }) => label);
  const { action, target, toolFault } = call;
  const refuse = (because: string): PolicyExplanation => ({ decision: "refuse", because, rules });
  if (!rolesAllow(subject, action, target))
    return refuse(`The roles of ${subject.username} do not allow "${action}" there.`);
  const fault = limitFault(subject.limits, action, target, subject.username);
  if (fault !== undefined) return refuse(describeFault(fault));
  if (toolFault !== undefined) return refuse(toolFault);
  const limit = approvalFor(subject, call);
  if (limit !== undefined)
    return { decision: "ask", because: `${limit.label} wants a person's approval of each call.`, rules };
  return { decision: "allow", because: "The roles allow it, and no rule is against it.", rules };
}
