import { explainCall } from "../oauth/explain-policy.ts";
import { plannedWorkspace } from "../oauth/planned-workspace.ts";
import type { Action } from "../oauth/rbac-catalog.ts";
import type { Subject, Target } from "../oauth/rbac.ts";
import { findUser } from "../oauth/read-users.ts";
import { subjectOfUser } from "../oauth/subject-of-user.ts";
import { invalidField, resourceNotFound } from "../wire/errors.ts";
import type { ExplainPolicy, PolicyExplanation } from "../wire/policy.ts";
import { findTemplateNamed } from "../workspaces/template-read.ts";
import { readWorkspaceRowByName } from "../workspaces/read-workspaces.ts";
import type { z } from "zod";
import { toolFault } from "./admit-tools.ts";
import { RELAYED_CALLS } from "./relayed-calls.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { workspaceTarget } from "./workspace-param.ts";

/** Actions on a workspace, by the tool that does them. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ...RELAYED_CALLS.map(({ tools, action }): [string, Action] => [tools[0], action]),
  ["create_workspace", "create"],
  ["start_workspace", "start"],
  ["stop_workspace", "stop"],
  ["delete_workspace", "delete"],
  ["get_workspace_status", "read"],
]);

type Question = z.output<typeof ExplainPolicy>;

/** Answers for a user with a login of theirs; AppError names the argument that is missing or unknown. */
export async function explainPolicy(
  deps: WorkspaceDeps,
  { user: name, tool, args }: Question,
  asker: Subject,
): Promise<PolicyExplanation> {
  const user = await findUser(deps.identity, name, asker);
  if (user === undefined) throw resourceNotFound();
  const action = ACTIONS.get(tool);
  if (action === undefined)
    throw invalidField("tool", `is not one that limits look at: ${[...ACTIONS.keys()].join(", ")}`);
  const subject = await subjectOfUser(deps.identity, user);
  const target = await targetOf(deps, args, { action, subject });
  const paths = args["path"] === undefined ? undefined : [textOf(args, "path")];
  const command = args["command"] === undefined ? undefined : textOf(args, "command");
  return explainCall(subject, {
    tool,
    action,
    target,
    toolFault: toolFault(subject.limits, [tool], deps),
    workspace: target.workspace,
    command,
    paths,
  });
}

function textOf(args: Question["args"], name: string): string {
  const value = args[name];
  if (typeof value === "string" && value !== "") return value;
  throw invalidField(`args.${name}`, "must be a text");
}

interface Asked {
  readonly action: Action;
  readonly subject: Subject;
}

async function targetOf(
  deps: WorkspaceDeps,
  args: Question["args"],
  { action, subject }: Asked,
): Promise<Target> {
  if (action === "create") return await plannedTarget(deps, args, subject);
  const [first = "", second] = textOf(args, "workspace").split("/");
  const owner = await findUser(deps.identity, second === undefined ? "me" : first, subject);
  const name = second ?? first;
  const row = owner && (await readWorkspaceRowByName(deps.workspaces, owner.id, name, false));
  if (row === undefined) throw invalidField("args.workspace", "there is no such workspace");
  return workspaceTarget(row);
}

async function plannedTarget(deps: WorkspaceDeps, args: Question["args"], subject: Subject): Promise<Target> {
  const ids = Object.keys(subject.organizations);
  const template = await findTemplateNamed(deps.workspaces, ids, textOf(args, "template"));
  if (template === undefined) throw invalidField("args.template", "there is no such template");
  const plan = { name: textOf(args, "name"), owner: subject, template };
  const workspace = await plannedWorkspace(deps.identity, plan);
  return {
    type: "workspace",
    ownerId: subject.userId,
    organizationId: template.organization_id,
    workspace,
  };
}
