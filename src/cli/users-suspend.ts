import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { requireSession } from "./session.ts";
import { userArgument } from "./users/user-argument.ts";
import { yesSetting } from "./yes-setting.ts";

export const usersSuspend = defineCommand({
  words: ["users", "suspend"],
  description: "Keep a user out: logins and tokens are refused until `coder users activate`.",
  examples: ["coder users suspend ann", "coder users suspend ann --yes"],
  arguments: [userArgument],
  settings: { yes: yesSetting },
  run: async (context, { yes }, [name = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const { id, username } = await client.users.get(name, { signal: context.signal });
    await confirm(context, yes, `Suspend ${username}?`);
    await client.users.setStatus(id, "suspend", { signal: context.signal });
    context.stdout.write(`User ${username} is suspended.\n`);
    return 0;
  },
});
