import { z } from "zod";
import { showEvent } from "./activity-view.ts";
import { clipText } from "./format.ts";
import { READS, defineTool } from "./tool.ts";

export const getActivity = defineTool({
  name: "get_activity",
  title: "Activity details",
  description: "One event of list_activity in full: the command, its exit code, the diffs of files.",
  annotations: READS,
  toolsets: ["activity"],
  scopes: ["coder:workspaces.access"],
  input: z.strictObject({ id: z.string().min(1).describe("In brackets in list_activity") }),

  async run({ client, signal }, { id }) {
    const event = await client.activity.get(id, { signal });
    const command = event.command === undefined ? [] : [event.command];
    const output = event.execution_id === undefined ? [] : [`execution_id: ${event.execution_id}`];
    const diffs = event.diffs.map(({ path, diff }) => `${path}\n${diff}`);
    return {
      text: clipText([showEvent(event), ...command, ...output, ...diffs].join("\n")),
      structured: { event },
    };
  },
});
