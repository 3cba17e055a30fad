import { deleteOauthGrantOf, oauthGrantsOf, type OauthGrantRow } from "../db/oauth-grants.ts";
import { rfc3339 } from "../lib/rfc3339.ts";
import type { OauthGrantView } from "../wire/oauth-grant.ts";
import { type IdentityContext, nowOf } from "./identity-context.ts";

/** What a user allows OAuth clients at present, newest first. */
export async function listGrants(
  context: IdentityContext,
  userId: string,
): Promise<readonly OauthGrantView[]> {
  return (await oauthGrantsOf(context.db, userId, nowOf(context))).map(toView);
}

/** Revokes one grant with all of its tokens; false when the user has none of this id. */
export async function revokeGrant({ db }: IdentityContext, userId: string, id: string): Promise<boolean> {
  return await deleteOauthGrantOf(db, userId, id);
}

function toView(row: OauthGrantRow): OauthGrantView {
  const { user_id: _owner, created_at, last_used_at, expires_at, ...told } = row;
  return {
    ...told,
    created_at: rfc3339(created_at),
    last_used_at: rfc3339(last_used_at),
    expires_at: expires_at === null ? null : rfc3339(expires_at),
  };
}
