import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

async function listed({ run }: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { output } = await run("qwen", ["mcp", "list"], { env });
  saw(output, /✓ coder.* - Connected/);
  return "`qwen mcp list`: ✓ Connected";
}

export const qwenCode: RealClient = {
  title: "Qwen Code",
  installs: "@qwen-code/qwen-code",
  local: async (bench) => {
    await bench.configure("qwen-code");
    return await listed(bench);
  },
  token: async (bench) => {
    await bench.configure("qwen-code", "--remote", "--token");
    return await listed(bench, { CODER_SESSION_TOKEN: bench.token });
  },
  note: "its login is in the session only (`/mcp`), which needs an account",
};
