import { z } from "zod";
import { showSession } from "./activity-view.ts";
import { clipText } from "./format.ts";
import { READS, defineTool } from "./tool.ts";

export const listActivity = defineTool({
  name: "list_activity",
  title: "List activity",
  description:
    "What agents and people did, newest first, by client and day: commands, edits, builds, failures.",
  annotations: READS,
  toolsets: ["activity"],
  scopes: ["coder:workspaces.access"],
  input: z.strictObject({
    user: z.string().min(1).optional().describe("Others, or * for all: auditors only"),
    client: z.string().min(1).optional(),
    tool: z.string().min(1).optional(),
    workspace: z.string().min(1).optional().describe("name, owner/name or UUID"),
    since: z.string().min(1).optional().describe("Day or RFC 3339 time"),
    before: z.string().min(1).optional().describe("next of the page before"),
    limit: z.int().min(1).max(250).default(50),
  }),

  async run({ client, signal }, args) {
    const { sessions, next } = await client.activity.list(args, { signal });
    const more = next === undefined ? "" : `\nMore: before="${next}"`;
    const text =
      sessions.length === 0 ? "No activity." : `${clipText(sessions.map(showSession).join("\n"))}${more}`;
    return { text, structured: { sessions, next: next ?? null } };
  },
});
