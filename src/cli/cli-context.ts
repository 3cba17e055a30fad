import type { GlobalValues } from "../config/global-settings.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** What the program works with; tests give streams and an environment of their own. */
export interface CliContext {
  readonly env: Env;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted by Ctrl+C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** What one command works with. */
export interface CommandContext extends CliContext {
  /** The flags that every command takes. */
  readonly global: GlobalValues;
  readonly configDir: string;
}
