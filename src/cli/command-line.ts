const STDIO_SERVER = ["exp", "mcp", "server"] as const;
const ABOUT = /^(?:-h|--help|-V|--version)$/;

/**
 * What `coder` is asked to do. `npx coder-mcp` in an AI client's configuration names no command: called through pipes,
 * as clients do and people do not, that is the stdio MCP server, with the flags that follow.
 */
export function commandLine(argv: readonly string[], piped: boolean): readonly string[] {
  const [first] = argv;
  const namesNothing = first === undefined || (first.startsWith("-") && !ABOUT.test(first));
  return piped && namesNothing ? [...STDIO_SERVER, ...argv] : argv;
}
