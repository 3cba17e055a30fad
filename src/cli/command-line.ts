const STDIO_SERVER = ["exp", "mcp", "server"] as const;
const ABOUT = /^(?:-h|--help|-V|--version)$/;

/** First words of the commands; the commands themselves are loaded only by who runs one. */
export const FIRST_WORDS: readonly string[] = ["server", "agent", "login", "logout", "whoami", "exp", "help"];

/**
 * What `coder` is asked to do. `npx coder-mcp` in an AI client's configuration names no command: called through pipes,
 * as clients do and people do not, that is the stdio MCP server, with the flags that follow.
 */
export function commandLine(argv: readonly string[], piped: boolean): readonly string[] {
  const [first] = argv;
  const namesNothing =
    first === undefined ||
    (first.startsWith("-") && !argv.some((word) => ABOUT.test(word) || FIRST_WORDS.includes(word)));
  return piped && namesNothing ? [...STDIO_SERVER, ...argv] : argv;
}
