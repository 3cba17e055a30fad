import { switched } from "../config/setting-schemas.ts";
import { ApprovalList } from "../wire/approval.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson, writeTable } from "./output.ts";
import { requireSession } from "./session.ts";

export const approvalsList = defineCommand({
  words: ["approvals", "list"],
  description: "List the calls that wait for your approval.",
  examples: ["coder approvals list", "coder approvals list --all"],
  settings: {
    all: {
      env: undefined,
      flag: "all",
      short: "a",
      kind: "switch",
      description: "Those that were answered too.",
      default: "",
      schema: switched,
    },
    output: outputSetting(["table", "json"]),
  },
  run: async (context, { all, output }) => {
    const client = await clientFor(context, await requireSession(context));
    const query = all ? {} : { status: "pending" };
    const call = { path: "/approvals", query, signal: context.signal };
    const { approvals } = await client.http.json(call, ApprovalList);
    if (output === "json") writeJson(context, approvals);
    else
      writeTable(
        context,
        ["id", "user", "tool", "workspace", "what", "status"],
        approvals.map(({ id, username, tool, summary, status }) => [
          id,
          username,
          tool,
          summary.workspace ?? "",
          summary.command ?? summary.paths?.join(" ") ?? "",
          status,
        ]),
      );
    return 0;
  },
});
