import { switched, text } from "../config/setting-schemas.ts";
import { clientFor } from "./client-for.ts";
import { columnSetting, writeColumns } from "./columns.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson } from "./output.ts";
import { requireSession } from "./session.ts";
import { listAllWorkspaces } from "./workspaces/list-all.ts";
import { SHOWN_COLUMNS, WORKSPACE_COLUMNS } from "./workspaces/workspace-columns.ts";

const MINE = "owner:me";

export const list = defineCommand({
  words: ["list"],
  aliases: ["ls"],
  description: "List workspaces.",
  details: "Yours, unless --all or a search says otherwise. `-o json` has them as the API does.",
  examples: [
    "coder list",
    "coder list --all -c workspace,status",
    "coder list --search 'template:docker status:running' -o json",
  ],
  settings: {
    all: {
      env: undefined,
      flag: "all",
      short: "a",
      kind: "switch",
      description: "Those of every user, as far as you may see them.",
      default: "",
      schema: switched,
    },
    search: {
      env: undefined,
      flag: "search",
      placeholder: "query",
      description: "Coder's search, such as `owner:me template:docker status:running`.",
      default: MINE,
      schema: text,
    },
    column: columnSetting(WORKSPACE_COLUMNS, SHOWN_COLUMNS),
    output: outputSetting(["table", "json"]),
  },
  run: async (context, { all, search, column, output }) => {
    const client = await clientFor(context, await requireSession(context));
    const q = all && search === MINE ? "" : search;
    const workspaces = await listAllWorkspaces(client, q, context.signal);
    if (output === "json") writeJson(context, workspaces);
    else if (workspaces.length > 0) writeColumns(context, WORKSPACE_COLUMNS, column, workspaces);
    else context.stderr.write("No workspaces found. `coder create` makes one.\n");
    return 0;
  },
});
