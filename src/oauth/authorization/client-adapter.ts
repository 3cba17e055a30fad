import { type Adapter, type AdapterPayload } from "oidc-provider";
import { z } from "zod";
import { deleteOauthClient, oauthClientById, saveOauthClient } from "../../db/oauth-clients.ts";
import type { AdapterContext } from "./adapter-context.ts";
import { hashOf, toText } from "./client-secret.ts";

const Metadata = z.custom<AdapterPayload>((value) => typeof value === "object" && value !== null);

const none = async (): Promise<undefined> => undefined;

/** Keeps the clients that registered, with their secrets hashed. */
export function clientAdapter({ db }: AdapterContext): Adapter {
  return {
    upsert: async (id, { client_secret: secret, ...metadata }) => {
      const hashed = secret === undefined ? null : hashOf(secret);
      await saveOauthClient(db, { id, hashed_secret: hashed, metadata: { ...metadata } });
    },
    find: async (id) => {
      const row = await oauthClientById(db, id);
      if (row === undefined) return undefined;
      const secret = row.hashed_secret && { client_secret: toText(row.hashed_secret) };
      return Metadata.parse({ ...row.metadata, ...secret });
    },
    destroy: async (id) => await deleteOauthClient(db, id),
    findByUserCode: none,
    findByUid: none,
    consume: none,
    revokeByGrantId: none,
  };
}
