import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

async function listed({ run }: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { output } = await run("gemini", ["mcp", "list"], {
    env: { GEMINI_CLI_TRUST_WORKSPACE: "true", ...env },
  });
  saw(output, /✓ coder: .* - Connected/);
  return "`gemini mcp list`: ✓ Connected";
}

export const gemini: RealClient = {
  title: "Gemini CLI",
  installs: "@google/gemini-cli",
  local: async (bench) => {
    await bench.configure("gemini");
    return await listed(bench);
  },
  token: async (bench) => {
    await bench.configure("gemini", "--remote", "--token");
    return await listed(bench, { CODER_SESSION_TOKEN: bench.token });
  },
  note: "its login is in the session only (`/mcp auth`), which needs an account",
};
