import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";

export const loginToken = defineCommand({
  words: ["login", "token"],
  description: "Print the token of the current login, for programs that take one.",
  details: "Whoever has the token may do what you may. It is asked of no deployment.",
  examples: ["coder login token", 'curl -H "Coder-Session-Token: $(coder login token)" $URL/api/v2/users/me'],
  settings: {},
  run: async (context) => {
    const { token } = await requireSession(context);
    context.stdout.write(`${token}\n`);
    return 0;
  },
});
