import type { ReadResourceResult } from "@modelcontextprotocol/server";
import type { ToolContext } from "../../tools/context.ts";
import { onAgent, shortReach } from "../../tools/reach-agent.ts";
import type { ResourceAddress } from "../../tools/resource-uri.ts";
import { restOf } from "./rest-of.ts";

type OutputAddress = Extract<ResourceAddress, { kind: "output" }>;

/** What a command has printed so far, from a byte on; the agent cuts it in the middle where it is over 16 KiB. */
export async function readCommandOutput(
  context: ToolContext,
  { workspace, execution, cursor }: OutputAddress,
  uri: string,
): Promise<ReadResourceResult["contents"]> {
  const reach = shortReach(context, workspace);
  const { output } = await onAgent(context, reach, ({ conn }) =>
    conn.output(execution, { cursor, wait_ms: 0 }, context.signal),
  );
  const { text, gap, next, total } = output;
  const start = gap?.start ?? next;
  // After a gap comes the tail, which a reader who goes on at the gap meets again.
  const head = gap === null ? text : text.slice(0, gap.at ?? text.length);
  const content = { uri, mimeType: "text/plain", text: head };
  if (start >= total) return [content];
  return [
    content,
    restOf({ uri, read: `bytes ${cursor}-${start} of ${total}`, parameter: `cursor=${start}` }),
  ];
}
