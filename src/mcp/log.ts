/** Where the MCP server tells what went wrong; never stdout, which belongs to the protocol. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
