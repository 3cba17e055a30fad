/** The clients that `npm run test:clients` installs; each at a version, as npm else takes one that fits the Node it sees. */
export const PINNED = {
  "@anthropic-ai/claude-code": "2.1.330",
  "@continuedev/cli": "1.5.47",
  "@github/copilot": "1.0.102",
  "@gleanwork/mcp-config-schema": "5.2.0",
  "@google/gemini-cli": "0.61.0",
  "@kilocode/cli": "7.7.7",
  "@mcpjam/inspector": "1.0.24",
  "@modelcontextprotocol/inspector": "2.12.0",
  "@openai/codex": "0.169.0",
  "@qwen-code/qwen-code": "0.24.4",
  "add-mcp": "2.4.0",
  cline: "3.0.65",
  "mcp-remote": "0.15.1",
  mcporter: "0.12.3",
  "opencode-ai": "1.18.33",
} as const;

export type Pinned = keyof typeof PINNED;
