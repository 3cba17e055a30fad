import { createClient } from "../client/client.ts";
import { configDir } from "../config/config-dir.ts";
import { readCredentials } from "../config/credentials.ts";
import { httpUrl, text } from "../config/setting-schemas.ts";
import { AppError } from "../wire/errors.ts";
import { defineCommand } from "./command.ts";

export const whoami = defineCommand({
  words: ["whoami"],
  description: "Say which deployment and which user the stored credentials are of.",
  examples: ["coder whoami"],
  settings: {
    url: { env: "CODER_URL", flag: undefined, description: "The deployment.", default: "", schema: httpUrl },
    token: {
      env: "CODER_SESSION_TOKEN",
      flag: undefined,
      description: "The token.",
      default: "",
      schema: text,
    },
  },
  run: async ({ env, stdout, signal }, values) => {
    const stored = await readCredentials(configDir(env));
    const baseUrl = values.url || stored.url;
    const token = values.token || stored.token;
    if (baseUrl === "" || token === "") {
      throw new AppError(
        "unauthenticated",
        "You are not logged in. Try logging in with `coder login <url>`.",
      );
    }
    const user = await createClient({ baseUrl, token }).me({ signal });
    stdout.write(`Coder is running at ${baseUrl}. You're authenticated as ${user.username}.\n`);
    return 0;
  },
});
