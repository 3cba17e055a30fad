/** A client that does not run here; others read the file that is written for it. */
export interface ConfiguredFile {
  readonly id: string;
  readonly title: string;
  /** Below the home, on Linux. */
  readonly path: readonly string[];
  /** What add-mcp calls it. */
  readonly addMcp?: string;
  /** What @gleanwork/mcp-config-schema calls it. */
  readonly schema?: string;
  /** True where mcporter takes servers over from its file, so that a connection can be made with it. */
  readonly mcporter?: true;
  readonly localOnly?: true;
}

export const CONFIGURED_FILES: readonly ConfiguredFile[] = [
  {
    id: "cursor",
    title: "Cursor",
    path: [".cursor", "mcp.json"],
    addMcp: "Cursor",
    schema: "cursor",
    mcporter: true,
  },
  {
    id: "vscode",
    title: "VS Code",
    path: [".config", "Code", "User", "mcp.json"],
    addMcp: "VS Code",
    schema: "vscode",
    mcporter: true,
  },
  {
    id: "windsurf",
    title: "Windsurf",
    path: [".codeium", "windsurf", "mcp_config.json"],
    addMcp: "Windsurf",
    schema: "windsurf",
    mcporter: true,
  },
  {
    id: "claude-desktop",
    title: "Claude Desktop",
    path: [".config", "Claude", "claude_desktop_config.json"],
    addMcp: "Claude Desktop",
    schema: "claude-desktop",
    localOnly: true,
  },
  { id: "zed", title: "Zed", path: [".config", "zed", "settings.json"], addMcp: "Zed" },
  { id: "kiro", title: "Kiro", path: [".kiro", "settings", "mcp.json"], addMcp: "Kiro CLI" },
  {
    id: "jetbrains",
    title: "JetBrains Junie",
    path: [".junie", "mcp", "mcp.json"],
    schema: "junie",
    localOnly: true,
  },
  {
    id: "goose",
    title: "Goose",
    path: [".config", "goose", "config.yaml"],
    addMcp: "Goose",
    schema: "goose",
  },
  // LM Studio's manual says that its file follows Cursor's notation.
  {
    id: "lm-studio",
    title: "LM Studio",
    path: [".lmstudio", "mcp.json"],
    schema: "cursor",
  },
];
