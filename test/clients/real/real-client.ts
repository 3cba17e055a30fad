import type { Bench } from "./bench.ts";
import type { Pinned } from "./pinned.ts";

/** Makes the client reach our server and returns, in a few words, what the client itself reported. */
export type Check = (bench: Bench) => Promise<string>;

export interface RealClient {
  readonly title: string;
  readonly installs: Pinned;
  /** What `coder exp mcp configure` writes for it, started by the client. */
  readonly local?: Check;
  /** What `configure --remote --token` writes for it. */
  readonly token?: Check;
  /** What `configure --remote` writes for it, and its own login in the browser. */
  readonly oauth?: Check;
  /** What is not proven, and why. */
  readonly note?: string;
}
