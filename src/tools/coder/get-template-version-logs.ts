import { z } from "zod";
import { READS } from "../tool.ts";
import { uuid } from "./arguments.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { followJobLog } from "./follow-job-log.ts";
import { logArguments } from "./log-arguments.ts";

export const getTemplateVersionLogs = defineCoderTool({
  name: "coder_get_template_version_logs",
  title: "Coder: get template version logs",
  description: "Get the log of a template version's import, and wait for its end.",
  annotations: READS,
  scopes: ["template:read"],
  input: z.strictObject({ template_version_id: uuid, ...logArguments }),

  run: async (context, { template_version_id: id, after, wait_seconds: waitSeconds }) => {
    const { client, signal } = context;
    return await followJobLog(context, {
      job: async () => (await client.templateVersions.get(id, { signal })).job,
      lines: (from) => client.templateVersions.logs(id, from, { signal }),
      after,
      waitSeconds,
    });
  },
});
