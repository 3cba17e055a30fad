/** The tunnel's constants apart from the schemas, so that an agent can dial before it has loaded zod. */

/** Where the agent dials home, and the HTTP Upgrade protocol it asks for there. */
export const TUNNEL_PATH = "/api/v2/workspaceagents/me/tunnel";
export const TUNNEL_PROTOCOL = "coder-agent";

/** HTTP/2 windows of both ends, in bytes (platform.md 7). */
export const STREAM_WINDOW = 1024 * 1024;
export const SESSION_WINDOW = 8 * 1024 * 1024;
