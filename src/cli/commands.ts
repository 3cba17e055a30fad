import { agent } from "./agent.ts";
import type { RunnableCommand } from "./command.ts";
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

/** Every command of `coder`; one whose words begin another's stands before it. */
export const COMMANDS: readonly RunnableCommand[] = [
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
  expMcpServer,
];
