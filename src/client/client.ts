import { deploymentCalls, fileCalls, organizationCalls, tokenCalls, userCalls } from "./account-calls.ts";
import { activityCalls } from "./activity-calls.ts";
import { auditCalls } from "./audit-calls.ts";
import { agentCalls } from "./agent-calls.ts";
import { buildCalls } from "./build-calls.ts";
import { createHttp, type CallOptions, type HttpOptions } from "./http.ts";
import { taskCalls } from "./task-calls.ts";
import { templateCalls, templateVersionCalls } from "./template-calls.ts";
import { workspaceCalls } from "./workspace-calls.ts";

/** The Coder API as one user sees it; every failure is an AppError. */
export type CoderClient = ReturnType<typeof createClient>;

/** Works over the network (the default `fetch`) and inside a deployment (`app.fetch`). */
export function createClient(options: HttpOptions) {
  const http = createHttp(options);
  const users = userCalls(http);
  return {
    http,
    ...deploymentCalls(http),
    me: (call: CallOptions = {}) => users.get("me", call),
    users,
    tokens: tokenCalls(http),
    organizations: organizationCalls(http),
    workspaces: workspaceCalls(http),
    builds: buildCalls(http),
    agents: agentCalls(http),
    templates: templateCalls(http),
    templateVersions: templateVersionCalls(http),
    files: fileCalls(http),
    audit: auditCalls(http),
    activity: activityCalls(http),
    tasks: taskCalls(http),
  } as const;
}
