import { agent } from "./agent.ts";
import type { RunnableCommand } from "./command.ts";
import { expMcpServer } from "./exp-mcp-server.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { server } from "./server.ts";
import { whoami } from "./whoami.ts";

/** Every command of `coder`. */
export const COMMANDS: readonly RunnableCommand[] = [server, agent, login, whoami, logout, expMcpServer];
