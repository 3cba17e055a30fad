import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";
import { userArgument } from "./users/user-argument.ts";

export const usersActivate = defineCommand({
  words: ["users", "activate"],
  description: "Let a suspended user in again.",
  examples: ["coder users activate ann"],
  arguments: [userArgument],
  settings: {},
  run: async (context, _, [name = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const { id, username } = await client.users.get(name, { signal: context.signal });
    await client.users.setStatus(id, "activate", { signal: context.signal });
    context.stdout.write(`User ${username} is active.\n`);
    return 0;
  },
});
