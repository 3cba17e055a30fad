import { createClient, type CoderClient } from "../client/client.ts";
import { dialSocket } from "../client/dial-socket.ts";
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
  const headers = await extraHeaders(context, url);
  const withToken = withFreshToken(context, login);
  const transport = withToken(withHeaders(nodeTransport(), headers));
  const dial = withToken(withHeaders(dialSocket, headers));
  return createClient({ baseUrl: url, token, transport, dial, userAgent: `coder-mcp/${VERSION} (${by})` });
}
