import type { Credentials } from "../config/credentials.ts";
import { forgetLogin, listLogins } from "../config/logins.ts";
import { switched } from "../config/setting-schemas.ts";
import { AppError } from "../wire/errors.ts";
import { askConfirm, canAsk } from "./ask.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import { deploymentUrl } from "./deployment-url.ts";
import { revokeLogin } from "./login/fresh-token.ts";
import { yesSetting } from "./yes-setting.ts";

export const logout = defineCommand({
  words: ["logout"],
  description: "End the session at the deployment and forget its URL and token.",
  details:
    "On a terminal it asks first. It ends the current login, or that of --url. Where the deployment cannot be told, the token is forgotten here all the same. Other stored logins stay; none of them becomes current by itself.",
  examples: [
    "coder logout",
    "coder logout --yes",
    "coder logout --url https://other.example.com",
    "coder logout --all -y",
  ],
  settings: {
    yes: yesSetting,
    all: {
      env: undefined,
      flag: "all",
      kind: "switch",
      description: "End every login that is stored here.",
      default: "",
      schema: switched,
    },
  },
  run: async (context, { yes, all }) => {
    const logins = await chosen(context, all);
    if (!yes && !(await agreed(context, logins))) return 1;
    for (const login of logins) {
      await tell(context, login);
      await forgetLogin(context.configDir, login.url);
    }
    context.stdout.write("Successfully logged out.\n");
    return 0;
  },
});

async function chosen({ global, configDir }: CommandContext, all: boolean): Promise<readonly Credentials[]> {
  const logins = await listLogins(configDir);
  const url = global.url === "" ? "" : deploymentUrl(global.url);
  const found = all ? logins : logins.filter((one) => (url === "" ? one.current : one.url === url));
  if (found.length > 0) return found;
  const where = url === "" || all ? "" : ` to ${url}`;
  throw new AppError(
    "unauthenticated",
    `You are not logged in${where}. Try logging in with \`coder login ${url || "<url>"}\`.`,
  );
}

async function agreed(context: CommandContext, logins: readonly Credentials[]): Promise<boolean> {
  if (!canAsk(context)) return true;
  const where = logins.map(({ url }) => url).join(", ");
  return await askConfirm(context, `Log out of ${where}?`);
}

async function tell(context: CommandContext, login: Credentials): Promise<void> {
  if (login.token === "") return;
  try {
    if (await revokeLogin(context, login)) return;
    const client = await clientFor(context, login);
    await client.users.logout({ signal: context.signal });
  } catch (error) {
    // The token is forgotten here in any case; only the deployment could not be told.
    const reason = error instanceof Error ? error.message : String(error);
    context.stderr.write(`coder: ${login.url} was not told: ${reason}\n`);
  }
}
