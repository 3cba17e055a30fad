import { defineCommand } from "./command.ts";
import { freshLogin } from "./login/fresh-token.ts";
import { requireSession } from "./session.ts";

export const loginToken = defineCommand({
  words: ["login", "token"],
  description: "Print the token of the current login, for programs that take one.",
  details:
    "Whoever has the token may do what you may. A login of `coder login --device` gets a token that is valid for some minutes at least.",
  examples: ["coder login token", 'curl -H "Coder-Session-Token: $(coder login token)" $URL/api/v2/users/me'],
  settings: {},
  run: async (context) => {
    const { token } = await freshLogin(context, await requireSession(context));
    context.stdout.write(`${token}\n`);
    return 0;
  },
});
