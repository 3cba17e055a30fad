import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

/** A running `claude` rewrites its file, so its own program writes the entry where it is installed. */
export const claudeCode: ClientTarget = {
  id: "claude-code",
  aliases: ["claude"],
  title: "Claude Code",
  format: "json",
  path: ["mcpServers"],
  userFiles: ({ env, join, home }) => {
    const dir = env["CLAUDE_CONFIG_DIR"];
    return [dir ? join(dir, ".claude.json") : home(".claude.json")];
  },
  projectFile: [".mcp.json"],
  signs: ({ env, home }) => [env["CLAUDE_CONFIG_DIR"] || home(".claude"), home(".claude.json")],
  isDesktop: false,
  local: localEntry({ type: "stdio" }),
  remote: remoteEntry({ more: { type: "http" } }),
  login: (name) => `Log in: \`claude mcp login ${name}\`, or /mcp in a session.`,
  projectNote: "Claude Code asks in its next session whether the servers of this project may be used.",
  ownWriter: {
    program: "claude",
    put: (name, entry) => ["mcp", "add-json", "--scope", "user", name, JSON.stringify(entry)],
    remove: (name) => ["mcp", "remove", "--scope", "user", name],
  },
};
