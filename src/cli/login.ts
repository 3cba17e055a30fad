import { keepLogin } from "../config/logins.ts";
import { switched, text } from "../config/setting-schemas.ts";
import type { Settings, Values } from "../config/setting.ts";
import { AppError } from "../wire/errors.ts";
import { canAsk } from "./ask.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import { askForToken } from "./login/ask-for-token.ts";
import { createFirst, FIRST_USER_SETTINGS } from "./login/first-user.ts";
import { loginUrl } from "./login/login-url.ts";

const SETTINGS = {
  token: {
    env: "CODER_SESSION_TOKEN",
    flag: "token",
    placeholder: "token",
    description: "A token to log in with; without it a page in the browser gives you one.",
    default: "",
    schema: text,
    secret: true,
  },
  useTokenAsSession: {
    env: undefined,
    flag: "use-token-as-session",
    kind: "switch",
    description: "Keep the given token itself, and make no session with it.",
    default: "",
    schema: switched,
  },
  noOpen: {
    env: "CODER_NO_OPEN",
    flag: "no-open",
    kind: "switch",
    description: "Print the page's address and open no browser.",
    default: "",
    schema: switched,
  },
  ...FIRST_USER_SETTINGS,
} as const satisfies Settings;

export const login = defineCommand({
  words: ["login"],
  description: "Log in to a deployment and keep its URL and token for later commands.",
  details: `Without a token it opens the deployment's page /cli-auth in a browser (the program in BROWSER, or the system's) and asks for the token that the page shows. With a token it makes a session of its own from it, so that the token can be revoked apart.

On a deployment without users it makes the first one: it asks, or takes the flags --first-user-….

The login before this one is kept: see \`coder login list\` and \`coder login use\`.`,
  examples: [
    "coder login https://coder.example.com",
    "coder login --token $TOKEN --use-token-as-session https://coder.example.com",
    "CODER_SESSION_TOKEN=… coder login http://127.0.0.1:3000",
    "coder login --first-user-username ann --first-user-email ann@example.com --first-user-password $PASSWORD https://coder.example.com",
  ],
  arguments: [
    { name: "url", description: "The deployment; by default --url, CODER_URL or that of the last login." },
  ],
  settings: SETTINGS,
  run: async (context, values, [argument]) => {
    const { url, source } = await loginUrl(context, argument);
    context.stdout.write(`Logging in to ${url} (${source})\n`);
    const token = await obtainToken(context, url, values);
    const client = await clientFor(context, { url, token });
    const user = await client.me({ signal: context.signal });
    await keepLogin(context.configDir, { url, token });
    context.stdout.write(`Welcome to Coder, ${user.username}! You're authenticated.\n`);
    return 0;
  },
});

async function obtainToken(
  context: CommandContext,
  url: string,
  values: Values<typeof SETTINGS>,
): Promise<string> {
  const { signal } = context;
  const anonymous = await clientFor(context, { url, token: "" });
  await anonymous.buildInfo({ signal });
  if (!(await anonymous.users.hasFirst({ signal }))) return await createFirst(context, anonymous, values);
  if (values.token === "") return await askedToken(context, url, values.noOpen);
  if (values.useTokenAsSession) return values.token;
  const client = await clientFor(context, { url, token: values.token });
  await client.me({ signal });
  return (await client.tokens.createSession({ signal }).catch(advise)).key;
}

async function askedToken(context: CommandContext, url: string, noOpen: boolean): Promise<string> {
  if (canAsk(context)) return await askForToken(context, url, noOpen);
  throw new AppError("unauthenticated", "no token: set CODER_SESSION_TOKEN or give --token", {
    detail: `${url}/cli-auth shows one to who is logged in there.`,
  });
}

/** Tokens with few rights, and those of OAuth clients, make no sessions. */
function advise(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== "forbidden") throw error;
  throw new AppError("forbidden", "the token may not make a session", {
    detail: "Add --use-token-as-session to keep the token itself.",
    cause: error,
  });
}
