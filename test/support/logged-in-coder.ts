import assert from "node:assert/strict";
import type { Place } from "./api-calls.ts";
import { runCoder, type CoderRun } from "./run-coder.ts";

export interface LoggedInCoder {
  readonly env: Readonly<Record<string, string>>;
  readonly run: (...args: readonly string[]) => Promise<CoderRun>;
  /** The same for what must succeed; its stdout. */
  readonly does: (...args: readonly string[]) => Promise<string>;
}

/** `coder` with the URL and the token of a deployment in its environment. */
export function loggedInCoder({ url, token }: Place, configDir: string): LoggedInCoder {
  const env = { CODER_CONFIG_DIR: configDir, CODER_URL: url, CODER_SESSION_TOKEN: token };
  const run = async (...args: readonly string[]): Promise<CoderRun> => await runCoder(args, env);
  return {
    env,
    run,
    does: async (...args) => {
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, 0, `coder ${args.join(" ")}: ${stderr}`);
      return stdout;
    },
  };
}
