import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { requireSession } from "./session.ts";
import { userArgument } from "./users/user-argument.ts";
import { yesSetting } from "./yes-setting.ts";

export const usersDelete = defineCommand({
  words: ["users", "delete"],
  aliases: ["rm"],
  description: "Delete a user; one with workspaces cannot be deleted.",
  examples: ["coder users delete ann", "coder users delete ann --yes"],
  arguments: [userArgument],
  settings: { yes: yesSetting },
  run: async (context, { yes }, [name = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const { id, username } = await client.users.get(name, { signal: context.signal });
    await confirm(context, yes, `Delete ${username}?`);
    await client.users.delete(id, { signal: context.signal });
    context.stdout.write(`User ${username} has been deleted.\n`);
    return 0;
  },
});
