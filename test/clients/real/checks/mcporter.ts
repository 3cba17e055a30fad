import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

/** It takes over the servers that other clients' files name; of their references it knows those of Claude Code. */
async function called({ run }: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const list = await run("mcporter", ["list", "coder"], { env });
  saw(list.output, /list_templates/);
  const call = await run("mcporter", ["call", "coder.list_templates"], { env });
  saw(call.output, /local/);
  return "`list` and `call` with the files of Cursor and Claude Code";
}

export const mcporter: RealClient = {
  title: "mcporter",
  installs: "mcporter",
  local: async (bench) => {
    await bench.configure("cursor");
    return await called(bench);
  },
  token: async (bench) => {
    await bench.configure("claude-code", "--remote", "--token");
    return await called(bench, { CODER_SESSION_TOKEN: bench.token });
  },
  oauth: async (bench) => {
    await bench.configure("cursor", "--remote");
    const login = await bench.run("mcporter", ["auth", "coder"]);
    saw(login.output, /Authorization complete|authoriz/i);
    return await called(bench);
  },
};
