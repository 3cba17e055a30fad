import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";
import { codeUser, type CodeEdition } from "./code-user.ts";

const tokenInput = (name: string): string => `${name}-token`;

/** VS Code asks for a token once and keeps it in its secret storage, so the file refers to the question. */
const vsCodeOf = (edition: CodeEdition, id: string, title: string): ClientTarget => ({
  id,
  title,
  format: "jsonc",
  path: ["servers"],
  userFiles: (places) => [codeUser(places, edition, "mcp.json")],
  projectFile: [".vscode", "mcp.json"],
  isDesktop: true,
  local: localEntry({ type: "stdio" }),
  remote: (server, name) =>
    remoteEntry({ more: { type: "http" }, reference: () => `\${input:${tokenInput(name)}}` })(server),
  login: () => "VS Code opens the browser to log in when the server is started.",
  companion: {
    spot: (name) => ({ path: ["inputs"], key: tokenInput(name), nameField: "id" }),
    entry: (name) => ({
      type: "promptString",
      id: tokenInput(name),
      description: "A token of the Coder deployment",
      password: true,
    }),
  },
  reload: "Run the command MCP: List Servers in VS Code to start the server.",
});

export const vscode: ClientTarget = { ...vsCodeOf("Code", "vscode", "VS Code"), aliases: ["code"] };

export const vscodeInsiders: ClientTarget = vsCodeOf(
  "Code - Insiders",
  "vscode-insiders",
  "VS Code Insiders",
);
