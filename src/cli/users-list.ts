import { formatAge } from "../lib/format-time.ts";
import type { User } from "../wire/user.ts";
import { clientFor } from "./client-for.ts";
import { columnSetting, writeColumns, type Column } from "./columns.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson } from "./output.ts";
import { requireSession } from "./session.ts";
import { capital } from "./workspaces/workspace-columns.ts";

const COLUMNS: readonly Column<User>[] = [
  { name: "id", cell: ({ id }) => id },
  { name: "username", cell: ({ username }) => username },
  { name: "name", cell: ({ name }) => name ?? "" },
  { name: "email", cell: ({ email }) => email },
  { name: "created at", cell: ({ created_at: at }) => at },
  { name: "status", cell: ({ status }) => capital(status) },
  { name: "last seen", cell: ({ last_seen_at: at }) => formatAge(at ?? "") },
  { name: "login type", cell: ({ login_type: type }) => type },
  { name: "roles", cell: ({ roles }) => roles.map(({ name }) => name).join(" ") },
];

export const usersList = defineCommand({
  words: ["users", "list"],
  aliases: ["ls"],
  description: "List the users of the deployment.",
  examples: ["coder users list", "coder users list -c username,status,roles", "coder users list -o json"],
  settings: {
    column: columnSetting(COLUMNS, ["username", "email", "created at", "status"]),
    output: outputSetting(["table", "json"]),
  },
  run: async (context, { column, output }) => {
    const client = await clientFor(context, await requireSession(context));
    const { users } = await client.users.list({}, { signal: context.signal });
    if (output === "json") writeJson(context, users);
    else writeColumns(context, COLUMNS, column, users);
    return 0;
  },
});
