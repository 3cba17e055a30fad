import { agent } from "./agent.ts";
import type { RunnableCommand } from "./command.ts";
import { completeAmong } from "./complete.ts";
import { completion } from "./completion.ts";
import { doctor } from "./doctor.ts";
import { expMcpConfigure } from "./exp-mcp-configure.ts";
import { expMcpServer } from "./exp-mcp-server.ts";
import { loginList } from "./login-list.ts";
import { loginToken } from "./login-token.ts";
import { loginUse } from "./login-use.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { serverRotateKeys } from "./server-rotate-keys.ts";
import { server } from "./server.ts";
import { tokensCreate } from "./tokens-create.ts";
import { tokensList } from "./tokens-list.ts";
import { tokensRemove } from "./tokens-remove.ts";
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
  tokensCreate,
  tokensList,
  tokensRemove,
  doctor,
  completion,
  expMcpServer,
  expMcpConfigure,
];

/** Every command of `coder`. */
export const COMMANDS: readonly RunnableCommand[] = [...TYPED, completeAmong(TYPED)];
