import { activity } from "./activity.ts";
import { agent } from "./agent.ts";
import { approvalsApprove } from "./approvals-approve.ts";
import { approvalsDeny } from "./approvals-deny.ts";
import { approvalsList } from "./approvals-list.ts";
import { auditExport } from "./audit-export.ts";
import { auditList } from "./audit-list.ts";
import { auditTail } from "./audit-tail.ts";
import { auditVerify } from "./audit-verify.ts";
import type { RunnableCommand } from "./command.ts";
import { completeAmong } from "./complete.ts";
import { completion } from "./completion.ts";
import { create } from "./create.ts";
import { deleteWorkspace } from "./delete.ts";
import { doctor } from "./doctor.ts";
import { expMcpConfigure } from "./exp-mcp-configure.ts";
import { expMcpHttp } from "./exp-mcp-http.ts";
import { expMcpServer } from "./exp-mcp-server.ts";
import { list } from "./list.ts";
import { loginList } from "./login-list.ts";
import { loginToken } from "./login-token.ts";
import { loginUse } from "./login-use.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { rename } from "./rename.ts";
import { restart } from "./restart.ts";
import { policyExplain } from "./policy-explain.ts";
import { policySet } from "./policy-set.ts";
import { policyShow } from "./policy-show.ts";
import { serverRotateKeys } from "./server-rotate-keys.ts";
import { server } from "./server.ts";
import { show } from "./show.ts";
import { ssh } from "./ssh.ts";
import { start } from "./start-workspace.ts";
import { stop } from "./stop.ts";
import { templatesCreate } from "./templates-create.ts";
import { templatesDelete } from "./templates-delete.ts";
import { templatesEdit } from "./templates-edit.ts";
import { templatesInit } from "./templates-init.ts";
import { templatesList } from "./templates-list.ts";
import { templatesPull } from "./templates-pull.ts";
import { templatesPush } from "./templates-push.ts";
import { templatesVersionsList } from "./templates-versions-list.ts";
import { templatesVersionsPromote } from "./templates-versions-promote.ts";
import { tokensCreate } from "./tokens-create.ts";
import { tokensList } from "./tokens-list.ts";
import { tokensRemove } from "./tokens-remove.ts";
import { update } from "./update.ts";
import { usersActivate } from "./users-activate.ts";
import { usersCreate } from "./users-create.ts";
import { usersDelete } from "./users-delete.ts";
import { usersList } from "./users-list.ts";
import { usersSuspend } from "./users-suspend.ts";
import { whoami } from "./whoami.ts";

/** What people type; one whose words begin another's stands before it. */
const TYPED: readonly RunnableCommand[] = [
  server,
  serverRotateKeys,
  agent,
  login,
  loginToken,
  loginList,
  loginUse,
  whoami,
  logout,
  list,
  show,
  create,
  start,
  stop,
  restart,
  update,
  rename,
  ssh,
  deleteWorkspace,
  templatesList,
  templatesInit,
  templatesCreate,
  templatesPush,
  templatesPull,
  templatesEdit,
  templatesDelete,
  templatesVersionsList,
  templatesVersionsPromote,
  usersList,
  usersCreate,
  usersSuspend,
  usersActivate,
  usersDelete,
  tokensCreate,
  tokensList,
  tokensRemove,
  approvalsList,
  approvalsApprove,
  approvalsDeny,
  policyShow,
  policySet,
  policyExplain,
  activity,
  auditList,
  auditTail,
  auditExport,
  auditVerify,
  doctor,
  completion,
  expMcpServer,
  expMcpHttp,
  expMcpConfigure,
];

/** Every command of `coder`. */
export const COMMANDS: readonly RunnableCommand[] = [...TYPED, completeAmong(TYPED)];
