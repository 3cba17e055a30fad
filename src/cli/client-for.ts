import { createClient, type CoderClient } from "../client/client.ts";
import { nodeTransport } from "../client/node-transport.ts";
import { withHeaders } from "../client/with-headers.ts";
import type { Credentials } from "../config/credentials.ts";
import { VERSION } from "../lib/version.ts";
import type { CommandContext } from "./cli-context.ts";
import { extraHeaders } from "./extra-headers.ts";
import { withFreshToken } from "./login/fresh-token.ts";

/** A client for one deployment, with the headers that the user wants in every request; `by` names the program. */
export async function clientFor(
  context: CommandContext,
  login: Credentials,
  by = "cli",
): Promise<CoderClient> {
  const { url, token } = login;
  const plain = withHeaders(nodeTransport(), await extraHeaders(context, url));
  const transport = withFreshToken(plain, context, login);
  return createClient({ baseUrl: url, token, transport, userAgent: `coder-mcp/${VERSION} (${by})` });
}
