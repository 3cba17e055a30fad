import { AppError } from "../wire/errors.ts";
import { createSession } from "./create-session.ts";
import { createFirstUser, hasUsers } from "./first-user.ts";
import { type IdentityContext, nowOf } from "./identity-context.ts";
import { randomText } from "./token-text.ts";

/** What whoever starts a deployment for the first time needs to sign in; shown once, stored hashed. */
export interface FirstOwner {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly sessionToken: string;
}

/** The session of the one who started the deployment, for its command line: 30 days, sliding. */
const SESSION_SECONDS = 30 * 24 * 3600;

/** Makes the owner `admin` with a generated password; undefined when there are users. */
export async function ensureFirstOwner(context: IdentityContext): Promise<FirstOwner | undefined> {
  if (await hasUsers(context)) return undefined;
  const owner = { username: "admin", email: "admin@coder.local", password: randomText(20) };
  try {
    const { userId } = await createFirstUser(context, { ...owner, name: "" });
    const sessionToken = await createSession(context.db, userId, nowOf(context), SESSION_SECONDS);
    return { ...owner, sessionToken };
  } catch (error) {
    // Another replica was first.
    if (error instanceof AppError && error.code === "conflict") return undefined;
    throw error;
  }
}
