import { agent } from "./agent.ts";
import type { RunnableCommand } from "./command.ts";
import { expMcpServer } from "./exp-mcp-server.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { serverRotateKeys } from "./server-rotate-keys.ts";
import { server } from "./server.ts";
import { whoami } from "./whoami.ts";

/** Every command of `coder`. */
export const COMMANDS: readonly RunnableCommand[] = [
  server,
  serverRotateKeys,
  agent,
  login,
  whoami,
  logout,
  expMcpServer,
];
