import type { Credentials } from "../config/credentials.ts";
import { keepLogin } from "../config/logins.ts";
import { switched, text } from "../config/setting-schemas.ts";
import type { Settings, Values } from "../config/setting.ts";
import { AppError } from "../wire/errors.ts";
import { canAsk } from "./ask.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import { askForToken } from "./login/ask-for-token.ts";
import { deviceLogin } from "./login/device-login.ts";
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
  device: {
    env: undefined,
    flag: "device",
    kind: "switch",
    description: "Log in with a code that you type in a browser on another machine (OAuth device flow).",
    default: "",
    schema: switched,
  },
  ...FIRST_USER_SETTINGS,
} as const satisfies Settings;

export const login = defineCommand({
  words: ["login"],
  description: "Log in to a deployment and keep its URL and token for later commands.",
  details: `Without a token it opens the deployment's page /cli-auth in a browser (the program in BROWSER, or the system's) and asks for the token that the page shows. With a token it makes a session of its own from it, so that the token can be revoked apart.

With --device it shows a code, which you type at the deployment's page in a browser on any machine; its token lives an hour and is renewed. That needs a deployment with the OAuth device flow, such as one of this project.

On a deployment without users it makes the first one: it asks, or takes the flags --first-user-….

The login before this one is kept: see \`coder login list\` and \`coder login use\`.`,
  examples: [
    "coder login https://coder.example.com",
    "coder login --device https://coder.example.com",
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
    const session = await obtainLogin(context, url, values);
    const client = await clientFor(context, session);
    const user = await client.me({ signal: context.signal });
    await keepLogin(context.configDir, session);
    context.stdout.write(`Welcome to Coder, ${user.username}! You're authenticated.\n`);
    return 0;
  },
});

type LoginValues = Values<typeof SETTINGS>;

async function obtainLogin(context: CommandContext, url: string, values: LoginValues): Promise<Credentials> {
  const { signal } = context;
  const anonymous = await clientFor(context, { url, token: "" });
  await anonymous.buildInfo({ signal });
  const hasUsers = await anonymous.users.hasFirst({ signal });
  if (hasUsers && values.device) return await deviceLogin(context, url);
  const token = hasUsers
    ? await obtainToken(context, url, values)
    : await createFirst(context, anonymous, values);
  return { url, token };
}

async function obtainToken(context: CommandContext, url: string, values: LoginValues): Promise<string> {
  const { signal } = context;
  if (values.token === "") return await askedToken(context, url, values.noOpen);
  if (values.useTokenAsSession) return values.token;
  const client = await clientFor(context, { url, token: values.token });
  await client.me({ signal });
  return (await client.tokens.createSession({ signal }).catch(advise)).key;
}

async function askedToken(context: CommandContext, url: string, noOpen: boolean): Promise<string> {
  if (canAsk(context)) return await askForToken(context, url, noOpen);
  throw new AppError("unauthenticated", "no token: set CODER_SESSION_TOKEN or give --token", {
    detail: `${url}/cli-auth shows one to who is logged in there; --device logs in with a code.`,
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
