import type { Bench } from "../bench.ts";
import type { Pinned } from "../pinned.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

const QUIET = {
  OPENCODE_DISABLE_AUTOUPDATE: "1",
  OPENCODE_DISABLE_MODELS_FETCH: "1",
  KILO_DISABLE_AUTOUPDATE: "1",
  KILO_DISABLE_MODELS_FETCH: "1",
};

/** opencode, and Kilo, which is built on it. */
const opencodeLike = (
  program: string,
  id: string,
  client: { title: string; installs: Pinned },
): RealClient => {
  const listed = async ({ run }: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { output } = await run(program, ["mcp", "list"], { env: { ...QUIET, ...env } });
    saw(output, /✓\s+coder\s+connected/);
    return `\`${program} mcp list\`: ✓ connected`;
  };
  return {
    ...client,
    local: async (bench) => {
      await bench.configure(id);
      return await listed(bench);
    },
    token: async (bench) => {
      await bench.configure(id, "--remote", "--token");
      return await listed(bench, { CODER_SESSION_TOKEN: bench.token });
    },
    oauth: async (bench) => {
      await bench.configure(id, "--remote");
      const login = await bench.runAtTerminal(program, ["mcp", "auth", "coder"], { env: QUIET });
      saw(login.output, /success/i);
      return await listed(bench);
    },
  };
};

export const opencode = opencodeLike("opencode", "opencode", {
  title: "opencode",
  installs: "opencode-ai",
});

export const kilo = opencodeLike("kilo", "kilo-code", {
  title: "Kilo Code (CLI)",
  installs: "@kilocode/cli",
});
