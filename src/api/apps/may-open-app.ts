import { limitFault } from "../../oauth/limit.ts";
import { may, tokenAllows, type Subject } from "../../oauth/rbac.ts";
import type { FoundApp } from "../../workspaces/find-app.ts";
import { placeOfAgent, workspaceTarget } from "../workspace-param.ts";

/** Whether the user may reach the app: by a right to the workspace, or because its template shares the app. */
export function mayOpenApp(subject: Subject, { agent, level }: FoundApp): boolean {
  const target = workspaceTarget(placeOfAgent(agent));
  const action = "application_connect";
  if (may(subject, action, target)) return true;
  if (level === "owner" || !tokenAllows(subject, action, target)) return false;
  return limitFault(subject.limits, action, target, subject.username) === undefined;
}
