import { keepLogin, listLogins } from "../config/logins.ts";
import { AppError } from "../wire/errors.ts";
import { defineCommand } from "./command.ts";
import { deploymentUrl } from "./deployment-url.ts";

export const loginUse = defineCommand({
  words: ["login", "use"],
  description: "Make another stored login the current one.",
  details:
    "Coder's own CLI follows, because the current login stands in its files. For one command alone give `--url`: each takes the token that is stored for its deployment.",
  examples: ["coder login use https://coder.example.com", "coder whoami --url https://other.example.com"],
  arguments: [{ name: "url", description: "The deployment, as `coder login list` has it.", required: true }],
  settings: {},
  run: async (context, _, [text = ""]) => {
    const url = deploymentUrl(text);
    const login = (await listLogins(context.configDir)).find((one) => one.url === url);
    if (login === undefined)
      throw new AppError(
        "unauthenticated",
        `You are not logged in to ${url}. Try logging in with \`coder login ${url}\`.`,
      );
    if (!login.current) await keepLogin(context.configDir, login);
    context.stdout.write(`Commands use ${url}.\n`);
    return 0;
  },
});
