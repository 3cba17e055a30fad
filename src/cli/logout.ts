import { createClient } from "../client/client.ts";
import { forgetCredentials, readCredentials } from "../config/credentials.ts";
import { AppError } from "../wire/errors.ts";
import { defineCommand } from "./command.ts";

export const logout = defineCommand({
  words: ["logout"],
  description: "End the session at the deployment and forget its URL and token.",
  examples: ["coder logout"],
  settings: {},
  run: async (context) => {
    const { configDir: dir } = context;
    const { url, token } = await readCredentials(dir);
    if (url === "" && token === "") {
      throw new AppError(
        "unauthenticated",
        "You are not logged in. Try logging in with `coder login <url>`.",
      );
    }
    try {
      if (token !== "") await createClient({ baseUrl: url, token }).users.logout({ signal: context.signal });
    } catch (error) {
      // The token is forgotten here in any case; only the deployment could not be told.
      const reason = error instanceof Error ? error.message : String(error);
      context.stderr.write(`coder: the deployment was not told: ${reason}\n`);
    }
    await forgetCredentials(dir);
    context.stdout.write("Successfully logged out.\n");
    return 0;
  },
});
