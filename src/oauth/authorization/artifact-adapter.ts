import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import { z } from "zod";
import {
  type ArtifactKey,
  type OauthArtifactRow,
  consumeArtifact,
  deleteArtifact,
  findArtifact,
  lookUpArtifact,
  recordPoll,
  saveArtifact,
} from "../../db/oauth-artifacts.ts";
import { deleteOauthGrant } from "../../db/oauth-grants.ts";
import type { AdapterContext } from "./adapter-context.ts";
import { hashedId, isReference, referenceTo } from "./artifact-id.ts";

/** A refresh token works so long after its first use, so that clients that refresh at once all go on. */
export const REFRESH_GRACE_MS = 30_000;
/** What RFC 8628 section 3.2 has a device wait between two requests. */
const POLL_INTERVAL_MS = 5000;

const StoredPayload = z.custom<AdapterPayload>((value) => typeof value === "object" && value !== null);

/** Keeps codes, tokens, sessions and interactions: found by a hash of their id, which is stored nowhere. */
export function artifactAdapter(context: AdapterContext, kind: string): Adapter {
  const { db, keys, now } = context;
  const keyOf = (id: string): ArtifactKey => ({ kind, hashed_id: hashedId(keys, id) });
  const lookUp = async (lookup: string): Promise<AdapterPayload | undefined> => {
    const row = await lookUpArtifact(db, kind, lookup);
    return row && toPayload(row, referenceTo(keys, row.hashed_id), now());
  };
  return {
    upsert: async (id, payload, expiresIn) => {
      const expiresAt = expiresIn === undefined ? null : new Date(now().getTime() + expiresIn * 1000);
      const saved = await saveArtifact(db, { ...keyOf(id), ...toRow(payload), expires_at: expiresAt });
      if (!saved) throw new errors.InvalidGrant("the grant has been revoked");
    },
    find: async (id) => {
      const row = await findArtifact(db, keyOf(id));
      if (row === undefined) return undefined;
      if (kind === "DeviceCode" && !isReference(id)) await refuseHaste(context, row);
      return toPayload(row, id, now());
    },
    findByUserCode: lookUp,
    findByUid: lookUp,
    consume: async (id) => {
      const consumed = await consumeArtifact(db, keyOf(id), now());
      if (!consumed && kind !== "RefreshToken") await refuseReplay(context, keyOf(id));
    },
    destroy: async (id) => await deleteArtifact(db, keyOf(id)),
    revokeByGrantId: async (grantId) => await deleteOauthGrant(db, grantId),
  };
}

/** Two requests with one code: whoever sent the second may have stolen it, so that neither keeps a token. */
async function refuseReplay({ db }: AdapterContext, key: ArtifactKey): Promise<never> {
  const row = await findArtifact(db, key);
  if (row?.grant_id) await deleteOauthGrant(db, row.grant_id);
  throw new errors.InvalidGrant("the code was used before");
}

async function refuseHaste({ db, now }: AdapterContext, row: OauthArtifactRow): Promise<void> {
  const isDecided = "accountId" in row.payload || "error" in row.payload;
  const inTime = await recordPoll(db, row, { now: now(), intervalMs: POLL_INTERVAL_MS });
  if (!inTime && !isDecided) throw new errors.SlowDown();
}

function toRow(
  payload: AdapterPayload,
): Omit<OauthArtifactRow, "kind" | "hashed_id" | "consumed_at" | "polled_at" | "expires_at"> {
  const { jti: _id, session, ...rest } = payload;
  // The id of a session is what its browser has; the interaction is held together by the uid.
  const { cookie: _cookie, ...origin } = session ?? {};
  return {
    grant_id: payload.kind === "Interaction" ? null : (payload.grantId ?? null),
    client_id: payload.clientId ?? null,
    lookup: payload.userCode ?? payload.uid ?? null,
    payload: { ...rest, ...(session !== undefined && { session: origin }) },
  };
}

function toPayload(row: OauthArtifactRow, id: string, now: Date): AdapterPayload {
  const consumed = isSpent(row, now) ? { consumed: true } : {};
  return StoredPayload.parse({ ...row.payload, ...consumed, jti: id });
}

function isSpent({ kind, consumed_at: at }: OauthArtifactRow, now: Date): boolean {
  if (at === null) return false;
  return kind !== "RefreshToken" || now.getTime() - at.getTime() >= REFRESH_GRACE_MS;
}
