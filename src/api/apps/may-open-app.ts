import { limitFault } from "../../oauth/limit.ts";
import { may, tokenAllows, type Subject } from "../../oauth/rbac.ts";
import type { FoundApp } from "../../workspaces/find-app.ts";
import { placeOfAgent, workspaceTarget } from "../workspace-param.ts";

const ACTION = "application_connect";

/** Whether the user may reach the app: by a right to the workspace, or because its template shares the app. */
export function mayOpenApp(subject: Subject, { agent, level }: FoundApp): boolean {
  const target = workspaceTarget(placeOfAgent(agent));
  if (may(subject, ACTION, target)) return true;
  return (
    level !== "owner" &&
    tokenAllows(subject, ACTION, target) &&
    limitFault(subject.limits, ACTION, target, subject.username) === undefined
  );
}
