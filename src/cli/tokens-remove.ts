import type { CoderClient } from "../client/client.ts";
import { text } from "../config/setting-schemas.ts";
import { AppError } from "../wire/errors.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";

export const tokensRemove = defineCommand({
  words: ["tokens", "remove"],
  description: "Remove tokens; programs that use them are refused from then on.",
  examples: ["coder tokens remove laptop", "coder tokens remove laptop ci"],
  arguments: [
    {
      name: "token",
      description: "Name or id of a token, or the token itself.",
      required: true,
      variadic: true,
    },
  ],
  settings: {
    user: {
      env: "CODER_TOKEN_USER",
      flag: "user",
      short: "u",
      placeholder: "user",
      description: "Whose tokens they are, for administrators.",
      default: "me",
      schema: text,
    },
  },
  run: async (context, { user }, tokens) => {
    const { signal } = context;
    const client = await clientFor(context, await requireSession(context));
    for (const token of tokens) {
      const id = await idOf(client, user, token, signal);
      await client.tokens.remove(user, id, { signal });
      context.stdout.write("Token has been deleted.\n");
    }
    return 0;
  },
});

const WHOLE_TOKEN = /^(?<id>[A-Za-z0-9]{10})-[A-Za-z0-9]{22}$/;

/** A name is tried first, because a name may look like an id. */
async function idOf(
  { tokens }: CoderClient,
  user: string,
  token: string,
  signal: AbortSignal,
): Promise<string> {
  const whole = WHOLE_TOKEN.exec(token)?.groups?.["id"];
  if (whole !== undefined) return whole;
  try {
    return (await tokens.find(user, token, { signal })).id;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_found") throw error;
  }
  return await byId({ tokens }, user, token, signal);
}

async function byId(
  { tokens }: Pick<CoderClient, "tokens">,
  user: string,
  id: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    return (await tokens.get(user, id, { signal })).id;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_found") throw error;
    throw new AppError("not_found", `there is no token "${id}"`, { detail: "`coder tokens list` has them." });
  }
}
