import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { readSettings } from "../../src/config/setting.ts";
import { SERVER_SETTINGS } from "../../src/config/server-settings.ts";
import type { McpExtension } from "../../src/mcp/mcp-extension.ts";
import { startDeployment } from "../../src/server/deployment.ts";
import { openBrowser } from "../support/browser.ts";
import { logIn, newClient, tokensFor, type Person } from "../support/oauth-flow.ts";
import { bearerProxy } from "./bearer-proxy.ts";

export interface ConformanceDeployment extends AsyncDisposable {
  /** The MCP endpoint behind the proxy that adds the token. */
  readonly mcpUrl: string;
  readonly accessUrl: string;
  readonly owner: { readonly email: string; readonly password: string };
}

/**
 * The deployment as `coder server` makes it, with OAuth and the remote endpoint on, its limits on but out of the way, and
 * `extendMcp` beside the real tools. The proxy's URL is its access URL, as behind any reverse proxy.
 */
export async function conformanceDeployment(extendMcp?: McpExtension): Promise<ConformanceDeployment> {
  await using stack = new AsyncDisposableStack();
  const proxy = stack.use(await bearerProxy());
  const dir = await mkdtemp(join(tmpdir(), "coder-conformance-"));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const flags = {
    "http-address": "127.0.0.1:0",
    "access-url": proxy.url,
    experiments: "oauth2,mcp-server-http",
    "api-rate-limit": "100000",
    "mcp-http-rate-limit": "100000",
  };
  const settings = readSettings(SERVER_SETTINGS, { env: {}, flags });
  const log = pino({ level: process.env["CODER_TEST_LOG"] ?? "error" }, pino.destination(2));
  const deployment = await startDeployment({
    settings,
    configDir: dir,
    log,
    ...(extendMcp && { extendMcp }),
  });
  stack.defer(deployment.close);
  const { firstOwner } = deployment;
  if (firstOwner === undefined) throw new Error("a fresh database has no users");
  let token = "";
  proxy.forward({ port: deployment.port, token: () => token });
  token = await oauthToken(proxy.url, firstOwner);
  const closing = stack.move();
  return {
    mcpUrl: deployment.mcpUrl,
    accessUrl: deployment.accessUrl,
    owner: firstOwner,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** The token of a client that registered, was allowed everything it asked for, and redeemed its code. */
async function oauthToken(url: string, owner: Person): Promise<string> {
  const browser = openBrowser(url);
  await logIn({ url }, browser, owner);
  const { access_token: token } = await tokensFor({ url }, browser, await newClient({ url }));
  return token;
}
