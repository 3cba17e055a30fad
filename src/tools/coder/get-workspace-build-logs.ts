import { z } from "zod";
import { locateWorkspace } from "../locate-workspace.ts";
import { READS } from "../tool.ts";
import { uuid } from "./arguments.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { followJobLog } from "./follow-job-log.ts";
import { logArguments } from "./log-arguments.ts";

export const getWorkspaceBuildLogs = defineCoderTool({
  name: "coder_get_workspace_build_logs",
  title: "Coder: get build logs",
  description: "Get the log of a workspace build, and wait for its end.",
  annotations: READS,
  scopes: ["workspace:read"],
  input: z.strictObject({ workspace_build_id: uuid, ...logArguments }),

  run: async (context, { workspace_build_id: id, after, wait_seconds: waitSeconds }) => {
    const { client, signal } = context;
    const build = await client.builds.get(id, { signal });
    if (context.filter.fields.size > 0)
      await locateWorkspace(context, build.workspace_id, { includeDeleted: true });
    return await followJobLog(context, {
      job: async () => (await client.builds.get(id, { signal })).job,
      lines: (from) => client.builds.logs(id, from, { signal }),
      after,
      waitSeconds,
    });
  },
});
