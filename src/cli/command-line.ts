const STDIO_SERVER = ["exp", "mcp", "server"] as const;

/**
 * What `coder` is asked to do. `npx coder-mcp` in an AI client's configuration asks for nothing: called through pipes, as
 * clients do and people do not, that is the stdio MCP server.
 */
export function commandLine(argv: readonly string[], piped: boolean): readonly string[] {
  return piped && argv.length === 0 ? STDIO_SERVER : argv;
}
