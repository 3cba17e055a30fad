import type { Adapter, AdapterPayload } from "oidc-provider";
import { type OauthGrantRow, deleteOauthGrant, oauthGrantById } from "../../db/oauth-grants.ts";
import type { AdapterContext } from "./adapter-context.ts";

const none = async (): Promise<undefined> => undefined;

/** Shows oidc-provider the grants that people made on the consent page; it makes none itself. */
export function grantAdapter({ db }: AdapterContext): Adapter {
  return {
    find: async (id) => {
      const row = await oauthGrantById(db, id);
      return row && toPayload(row);
    },
    destroy: async (id) => await deleteOauthGrant(db, id),
    revokeByGrantId: async (id) => await deleteOauthGrant(db, id),
    upsert: async () => await Promise.reject(new TypeError("grants are made by the consent page")),
    findByUserCode: none,
    findByUid: none,
    consume: none,
  };
}

function toPayload(row: OauthGrantRow): AdapterPayload & { readonly resources: Record<string, string> } {
  return {
    kind: "Grant",
    jti: row.id,
    accountId: row.user_id,
    clientId: row.client_id,
    resources: { [row.audience]: row.scopes.join(" ") },
    iat: secondsOf(row.created_at),
    ...(row.expires_at !== null && { exp: secondsOf(row.expires_at) }),
  };
}

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000);
