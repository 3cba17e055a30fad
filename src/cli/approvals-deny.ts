import { answerApproval } from "./answer-approval.ts";
import { defineCommand } from "./command.ts";

export const approvalsDeny = defineCommand({
  words: ["approvals", "deny"],
  description: "Deny a call that waits; it takes a login, and not the session that made the call.",
  examples: ["coder approvals deny 3f0c1b9e-8f5e-4f0e-9c57-0d6a1f2b3c4d"],
  arguments: [{ name: "id", description: "Of `coder approvals list`.", required: true }],
  settings: {},
  run: async (context, _settings, [id = ""]) => await answerApproval(context, id, "deny"),
});
