import { invalidField } from "../wire/errors.ts";
import { defineCommand } from "./command.ts";
import { SCRIPTS, isShell } from "./completion/scripts.ts";

const SHELLS = Object.keys(SCRIPTS);

export const completion = defineCommand({
  words: ["completion"],
  description: "Print what a shell needs to complete commands, flags and their values.",
  details:
    "bash: source it in ~/.bashrc. zsh: source it in ~/.zshrc, behind compinit. fish: write it to ~/.config/fish/completions/coder.fish. powershell: run it in your $PROFILE.",
  examples: [
    "source <(coder completion bash)",
    "coder completion fish > ~/.config/fish/completions/coder.fish",
    "coder completion powershell | Out-String | Invoke-Expression",
  ],
  arguments: [{ name: "shell", description: `${SHELLS.join(", ")}.`, required: true, choices: SHELLS }],
  settings: {},
  run: async ({ stdout }, _, [shell = ""]) => {
    if (!isShell(shell)) throw invalidField("shell", `"${shell}" must be one of ${SHELLS.join(", ")}`);
    stdout.write(SCRIPTS[shell]);
    return 0;
  },
});
