import { deleteOauthGrantsOf } from "../db/oauth-grants.ts";
import type { IdentityContext } from "./identity-context.ts";

/** Takes from a client all that a user allowed it; its tokens are unknown from the next request on. */
export async function revokeClient({ db }: IdentityContext, userId: string, clientId: string): Promise<void> {
  await deleteOauthGrantsOf(db, userId, clientId);
}
