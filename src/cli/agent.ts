import { defineCommand } from "./command.ts";

export const agent = defineCommand({
  words: ["agent"],
  description:
    "Run the agent of this workspace; reads CODER_AGENT_URL and CODER_AGENT_TOKEN or CODER_AGENT_TOKEN_FILE.",
  examples: ["CODER_AGENT_URL=https://coder.example.com CODER_AGENT_TOKEN_FILE=/run/token coder agent"],
  settings: {},
  run: async ({ env }) => {
    const { agentMain } = await import("../agent/main.ts");
    return await agentMain({ ...env });
  },
});
