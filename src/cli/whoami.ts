import type { User } from "../wire/user.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson, writeTable } from "./output.ts";
import { requireSession } from "./session.ts";

export const whoami = defineCommand({
  words: ["whoami"],
  description: "Say which deployment and which user the commands here act as.",
  details: "Asks the deployment, so it also tells whether the token is valid.",
  examples: ["coder whoami", "coder whoami -o json", "coder whoami --url https://other.example.com"],
  settings: { output: outputSetting(["text", "table", "json"]) },
  run: async (context, { output }) => {
    const session = await requireSession(context);
    const client = await clientFor(context, session);
    const user = await client.me({ signal: context.signal });
    if (output === "json") writeJson(context, [asJson(session.url, user)]);
    else if (output === "table") writeTable(context, COLUMNS, [[session.url, user.username, user.id]]);
    else
      context.stdout.write(
        `Coder is running at ${session.url}, You're authenticated as ${user.username} !\n`,
      );
    return 0;
  },
});

const COLUMNS = ["url", "username", "id"];

/** As Coder's CLI writes it: roles by the organization that they are of, `*` for those of the site. */
function asJson(url: string, user: User) {
  const roles = Map.groupBy(user.roles, (role) => role.organization_id ?? "*");
  const shown = [...roles].map(
    ([organization, of]) => [organization, of.map((role) => role.display_name)] as const,
  );
  return {
    url,
    username: user.username,
    user_id: user.id,
    organization_ids: user.organization_ids,
    roles: Object.fromEntries(shown),
  };
}
