import { insertApiKey } from "../db/api-keys.ts";
import type { Db } from "../db/connect.ts";
import { ALL_SCOPE } from "./scopes.ts";
import { freshToken } from "./token-text.ts";

const SESSION_SECONDS = 24 * 3600;

/** Stores the key of a login, good for all that its user may do, and returns the token. */
export async function createSession(
  db: Db,
  userId: string,
  now: Date,
  lifetimeSeconds = SESSION_SECONDS,
): Promise<string> {
  const token = freshToken();
  await insertApiKey(db, {
    id: token.id,
    hashed_secret: token.hashedSecret,
    user_id: userId,
    login_type: "password",
    scopes: [ALL_SCOPE],
    allow_list: ["*:*"],
    token_name: "",
    lifetime_seconds: lifetimeSeconds,
    expires_at: new Date(now.getTime() + lifetimeSeconds * 1000),
  });
  return token.text;
}
