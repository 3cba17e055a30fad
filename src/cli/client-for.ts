import { createClient, type CoderClient } from "../client/client.ts";
import { nodeTransport } from "../client/node-transport.ts";
import { withHeaders } from "../client/with-headers.ts";
import type { Credentials } from "../config/credentials.ts";
import { VERSION } from "../lib/version.ts";
import type { CommandContext } from "./cli-context.ts";
import { extraHeaders } from "./extra-headers.ts";

/** A client for one deployment, with the headers that the user wants in every request; `by` names the program. */
export async function clientFor(
  context: CommandContext,
  { url, token }: Credentials,
  by = "cli",
): Promise<CoderClient> {
  const transport = withHeaders(nodeTransport(), await extraHeaders(context));
  return createClient({ baseUrl: url, token, transport, userAgent: `coder-mcp/${VERSION} (${by})` });
}
