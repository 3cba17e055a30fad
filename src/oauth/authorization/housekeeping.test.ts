import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { test } from "node:test";
import { identityApi } from "../../../test/support/identity-api.ts";
import { saveArtifact } from "../../db/oauth-artifacts.ts";
import { saveOauthClient } from "../../db/oauth-clients.ts";
import { insertOauthGrant } from "../../db/oauth-grants.ts";
import { forgetExpired } from "./housekeeping.ts";

const DAY_MS = 24 * 3600_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

test("what has expired is deleted, and what is still of use is kept", async (t) => {
  const { identity, owner } = await identityApi(t);
  const { db } = identity;
  const grant = async (expiresAt: Date | null): Promise<string> => {
    const id = randomUUID();
    const narrow = { toolsets: [], read_only: false, workspaces: "", scopes: ["workspace:read"] };
    const client = { client_id: "used", client_name: "", audience: "http://x" };
    await insertOauthGrant(db, { id, user_id: owner.id, ...client, ...narrow, expires_at: expiresAt });
    return id;
  };
  const token = async (grantId: string, expiresAt: Date): Promise<void> => {
    const key = { kind: "RefreshToken", hashed_id: randomBytes(32) };
    const state = { grant_id: grantId, client_id: "used", lookup: null, payload: {} };
    assert.ok(await saveArtifact(db, { ...key, ...state, expires_at: expiresAt }));
  };
  const [live, ended, idle] = [await grant(null), await grant(inDays(10)), await grant(null)];
  await token(live, inDays(200));
  await token(ended, inDays(200));
  await token(idle, inDays(5));
  for (const id of ["used", "unused"]) await saveOauthClient(db, { id, hashed_secret: null, metadata: {} });

  const left = async (days: number) => {
    await forgetExpired(db, inDays(days));
    const grants = await db.selectFrom("oauth_grants").select("id").execute();
    const clients = await db.selectFrom("oauth_clients").select("id").orderBy("id").execute();
    return { grants: grants.map(({ id }) => id).toSorted(), clients: clients.map(({ id }) => id) };
  };
  const both = ["unused", "used"];
  assert.deepEqual(await left(0), { grants: [live, ended, idle].toSorted(), clients: both });
  assert.deepEqual(await left(6), { grants: [live, ended].toSorted(), clients: both });
  assert.deepEqual(await left(11), { grants: [live], clients: both });
  assert.deepEqual(await left(91), { grants: [live], clients: ["used"] });
  assert.equal(
    await saveArtifact(db, {
      kind: "AccessToken",
      hashed_id: randomBytes(32),
      grant_id: ended,
      client_id: "used",
      lookup: null,
      payload: {},
      expires_at: inDays(1),
    }),
    false,
  );
});
