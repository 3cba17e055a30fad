import { switched } from "../config/setting-schemas.ts";
import type { ApiKey } from "../wire/api-key.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson, writeTable } from "./output.ts";
import { requireSession } from "./session.ts";

export const tokensList = defineCommand({
  words: ["tokens", "list"],
  description: "List your tokens; their secret half is never shown.",
  examples: ["coder tokens list", "coder tokens list --all -o json"],
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
    includeExpired: {
      env: undefined,
      flag: "include-expired",
      kind: "switch",
      description: "Those that have expired too.",
      default: "",
      schema: switched,
    },
    output: outputSetting(["table", "json"]),
  },
  run: async (context, { all, includeExpired, output }) => {
    const client = await clientFor(context, await requireSession(context));
    const query = { ...(all && { include_all: true }), ...(includeExpired && { include_expired: true }) };
    const tokens = await client.tokens.list("me", query, { signal: context.signal });
    if (output === "json") writeJson(context, tokens);
    else
      writeTable(
        context,
        all ? [...COLUMNS, "owner"] : COLUMNS,
        tokens.map((token) => rowOf(token, all)),
      );
    return 0;
  },
});

const COLUMNS = ["id", "name", "scopes", "last used", "expires at", "created at"];

function rowOf(token: ApiKey, all: boolean): readonly string[] {
  const { id, token_name: name, last_used: used, expires_at: expires, created_at: created } = token;
  const scopes = token.scopes.length > 0 ? token.scopes.join(" ") : token.scope;
  const row = [id, name, scopes, dateOf(used), dateOf(expires), dateOf(created)];
  return all ? [...row, token.username ?? token.user_id] : row;
}

/** To the second; a dash for Coder's zero time. */
const dateOf = (time: string): string => (time.startsWith("0001-") ? "-" : `${time.slice(0, 19)}Z`);
