import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

async function called({ run, modelUrl }: Bench): Promise<string> {
  await run("cline", ["auth", "-p", "openai", "-k", "stub", "-m", "stub", "-b", modelUrl]);
  const args = ["--json", "-P", "openai-compatible", "-m", "stub", "list the templates"];
  const { output } = await run("cline", args);
  saw(output, /coder__list_templates/);
  saw(output, /stub saw the template local/);
  return "a session called `list_templates`";
}

export const clineCli: RealClient = {
  title: "Cline CLI",
  installs: "cline",
  local: async (bench) => {
    await bench.configure("cline-cli");
    return await called(bench);
  },
  note: "cannot refer to a variable, and its login is in the session only; the model is a stub",
};
