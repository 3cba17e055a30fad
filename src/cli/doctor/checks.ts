import { checkClients } from "./check-clients.ts";
import { checkDeployment } from "./check-deployment.ts";
import { checkLogin } from "./check-login.ts";
import { checkMcpEndpoint } from "./check-mcp-endpoint.ts";
import { checkNetwork } from "./check-network.ts";
import { checkSandbox } from "./check-sandbox.ts";
import { checkTls } from "./check-tls.ts";
import { checkToken } from "./check-token.ts";
import { checkWorkspaces } from "./check-workspaces.ts";
import type { Check } from "./check.ts";

/** What `coder doctor` looks at, in this order; a check stands behind those that it needs. */
export const CHECKS: readonly Check[] = [
  checkLogin,
  checkNetwork,
  checkTls,
  checkDeployment,
  checkToken,
  checkMcpEndpoint,
  checkWorkspaces,
  checkSandbox,
  checkClients,
];
