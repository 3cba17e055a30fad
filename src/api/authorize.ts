import type { Action, ResourceType } from "../oauth/rbac-catalog.ts";
import { describeFault, limitFault } from "../oauth/limit.ts";
import { type Subject, type Target, may, rolesAllow, tokenAllows } from "../oauth/rbac.ts";
import { scopeFor } from "../oauth/scopes.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";

/**
 * Throws unless the subject may do it: "not_found" for an object (a target with an id) that it cannot read,
 * "forbidden" for one that it can, and for a kind of thing at large (coder-api 7.4).
 */
export function authorize(subject: Subject, action: Action, target: Target): void {
  if (may(subject, action, target)) return;
  if (target.id !== undefined && !may(subject, "read", target)) throw resourceNotFound({ isHidden: true });
  throw refusal(subject, action, target);
}

/** What the caller lacks, in the order in which it would have to be got. */
function refusal(subject: Subject, action: Action, target: Target): AppError {
  if (!rolesAllow(subject, action, target))
    return forbidden(`You may not ${words(action)} this ${words(target.type)}.`);
  if (!tokenAllows(subject, action, target)) return insufficientScope(target.type, action);
  const fault = limitFault(subject.limits, action, target, subject.username);
  return forbidden(fault === undefined ? "It is not allowed." : describeFault(fault));
}

export function forbidden(detail: string): AppError {
  return new AppError("forbidden", "Forbidden.", { detail });
}

function insufficientScope(type: ResourceType, action: Action): AppError {
  const requiredScope = scopeFor(type, action);
  const detail = `Your roles allow this, but not the token's scopes and allow list; it takes ${requiredScope}.`;
  return new AppError("forbidden", "Forbidden.", { detail, requiredScope });
}

const words = (name: string): string => name.replaceAll("_", " ");
