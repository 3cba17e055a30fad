import type { ReadResourceResult } from "@modelcontextprotocol/server";
import type { ToolContext } from "../../tools/context.ts";

const RECENT = 50;

/** One event, or the caller's newest ones by client and day, as JSON. */
export async function readActivity(
  { client, signal }: ToolContext,
  event: string | undefined,
  uri: string,
): Promise<ReadResourceResult["contents"]> {
  const found =
    event === undefined
      ? await client.activity.list({ limit: RECENT }, { signal })
      : await client.activity.get(event, { signal });
  return [{ uri, mimeType: "application/json", text: JSON.stringify(found) }];
}
