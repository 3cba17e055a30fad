import { INITIALIZE } from "./requests.ts";
import type { Target } from "./targets.ts";

/** Initializes a session of the revisions that have them, and returns its id. */
export async function openSession({ port, path, token }: Target): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify(INITIALIZE),
  });
  await response.text();
  const id = response.headers.get("mcp-session-id");
  if (id === null) throw new Error(`initialize answered ${response.status} without a session`);
  return id;
}
