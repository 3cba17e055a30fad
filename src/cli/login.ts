import { createClient } from "../client/client.ts";
import { readCredentials, writeCredentials } from "../config/credentials.ts";
import { httpUrl, text } from "../config/setting-schemas.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import { askSecret } from "./ask.ts";
import { defineCommand, type CliContext } from "./command.ts";

export const login = defineCommand({
  words: ["login"],
  description: "Log in to a deployment and keep its URL and token for later commands.",
  examples: [
    "coder login https://coder.example.com",
    "CODER_SESSION_TOKEN=… coder login http://127.0.0.1:3000",
  ],
  arguments: [
    { name: "url", description: "The deployment; by default CODER_URL or the one of the last login." },
  ],
  settings: {
    url: { env: "CODER_URL", flag: undefined, description: "The deployment.", default: "", schema: httpUrl },
    token: {
      env: "CODER_SESSION_TOKEN",
      flag: "token",
      description: "The token to keep; without it you are asked for one.",
      default: "",
      schema: text,
    },
  },
  run: async (context, values, [argument]) => {
    const { configDir: dir } = context;
    const url = withScheme(argument ?? (values.url || (await readCredentials(dir)).url));
    await checkDeployment(url, context.signal);
    const token = values.token || (await askForToken(context, url));
    const user = await createClient({ baseUrl: url, token }).me({ signal: context.signal });
    await writeCredentials(dir, { url, token });
    context.stdout.write(`Welcome to Coder, ${user.username}! You're authenticated.\n`);
    return 0;
  },
});

/** As Coder's CLI: https unless the host is this machine. */
function withScheme(url: string): string {
  if (url === "")
    throw invalidField("url", "give the deployment's URL: coder login https://coder.example.com");
  const whole = /^https?:\/\//.test(url) ? url : `${isLocal(url) ? "http" : "https"}://${url}`;
  if (!URL.canParse(whole))
    throw invalidField("url", `"${url}" is not a URL such as https://coder.example.com`);
  return whole.replace(/\/+$/, "");
}

const isLocal = (url: string): boolean => /^(?:localhost|127\.|\[::1\])/.test(url);

async function checkDeployment(baseUrl: string, signal: AbortSignal): Promise<void> {
  await createClient({ baseUrl, token: "" }).buildInfo({ signal });
}

async function askForToken(context: CliContext, url: string): Promise<string> {
  if (!context.stdin.isTTY) {
    throw new AppError("unauthenticated", "no token: set CODER_SESSION_TOKEN or give --token", {
      detail: `make one at ${url}, or with POST /api/v2/users/me/keys/tokens`,
    });
  }
  return await askSecret(context, "Paste your token here");
}
