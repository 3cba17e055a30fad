import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

/** A file as Continue makes one, with a model; `configure` adds the server to it. */
async function withModel({ home, modelUrl }: Bench): Promise<void> {
  const lines = [
    "name: Local",
    "version: 1.0.0",
    "schema: v1",
    "models: # one is enough",
    "  - name: stub",
    "    provider: openai",
    "    model: stub",
    "    apiKey: stub",
    `    apiBase: ${modelUrl}`,
    "",
  ];
  await mkdir(join(home, ".continue"), { recursive: true });
  await writeFile(join(home, ".continue", "config.yaml"), lines.join("\n"));
}

async function called({ run, home }: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const args = ["--config", join(home, ".continue", "config.yaml"), "-p", "list the templates", "--auto"];
  const { output } = await run("cn", args, { env: { CONTINUE_TELEMETRY_ENABLED: "0", ...env } });
  saw(output, /stub saw the template local/);
  return "a session called `list_templates`";
}

export const continueCli: RealClient = {
  title: "Continue (`cn`)",
  installs: "@continuedev/cli",
  local: async (bench) => {
    await withModel(bench);
    await bench.configure("continue");
    return await called(bench);
  },
  token: async (bench) => {
    await withModel(bench);
    await bench.configure("continue", "--remote", "--token");
    await writeFile(join(bench.home, ".continue", ".env"), `CODER_SESSION_TOKEN=${bench.token}\n`, {
      mode: 0o600,
    });
    return await called(bench, { CODER_SESSION_TOKEN: bench.token });
  },
  note: "`cn` has no login; the model is a stub",
};
