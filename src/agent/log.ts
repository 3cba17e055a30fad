export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where the agent tells what it does; never gets tokens, commands' environments or file contents. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;
