import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

/** Its list connects to nothing, so a session is driven by a stub of a model. */
async function called(
  { run, modelUrl }: Bench,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = {
    COPILOT_OFFLINE: "true",
    COPILOT_PROVIDER_BASE_URL: modelUrl,
    COPILOT_MODEL: "stub",
    COPILOT_AUTO_UPDATE: "false",
    ...more,
  };
  const args = ["-p", "list the templates", "--allow-all-tools", "--no-color"];
  const { output } = await run("copilot", args, { env });
  saw(output, /List templates \(MCP: coder\)/);
  saw(output, /stub saw the template local/);
  return "a session called `list_templates`";
}

export const copilotCli: RealClient = {
  title: "GitHub Copilot CLI",
  installs: "@github/copilot",
  local: async (bench) => {
    await bench.configure("copilot-cli");
    return await called(bench);
  },
  token: async (bench) => {
    await bench.configure("copilot-cli", "--remote", "--token");
    return await called(bench, { CODER_SESSION_TOKEN: bench.token });
  },
  note: "its login is in the session only (`/mcp`); the model is a stub",
};
