import { type Credential, credentialOf, recordUse } from "../db/api-keys.ts";
import { findByAccessToken, isAccessToken } from "./access-token.ts";
import { type IdentityContext, nowOf } from "./identity-context.ts";
import { underPolicy } from "./policy.ts";
import type { Subject } from "./rbac.ts";
import { refused } from "./refused.ts";
import { parseToken, secretMatches } from "./token-text.ts";

/** How often, in milliseconds, the use of a key is written down. */
const RECORD_EVERY_MS = 3_600_000;

/** Tells whose a token is, from one query; throws "unauthenticated" with the reason in its detail (coder-api 1.1). */
export async function authenticate(context: IdentityContext, tokenText: string): Promise<Subject> {
  const find = async (): Promise<Subject> =>
    await underPolicy(context, await findSubject(context, tokenText));
  return await (context.subjects?.subjectOf(tokenText, find) ?? find());
}

async function findSubject(context: IdentityContext, tokenText: string): Promise<Subject> {
  if (isAccessToken(tokenText)) return await findByAccessToken(context, tokenText);
  const parts = parseToken(tokenText);
  if (parts === undefined) throw refused("The token must have the form <10 characters>-<22 characters>.");
  const credential = await credentialOf(context.db, parts.id);
  if (credential === undefined) throw refused("The token is unknown; it may have been deleted.");
  if (!secretMatches(parts.secret, credential.hashed_secret))
    throw refused("The secret of the token is wrong.");
  return await subjectOfKey(context, credential);
}

/** What a key allows, unless it or its user is over; its use is written down. */
export async function subjectOfKey(context: IdentityContext, credential: Credential): Promise<Subject> {
  const now = nowOf(context);
  if (credential.expires_at <= now) throw refused("The token has expired.");
  if (credential.status === "suspended")
    throw refused("The user is suspended; an administrator may activate it.");
  if (isUseDue(credential, now)) await recordUse(context.db, credential, now, laterEnd(credential, now));
  return toSubject(credential);
}

function isUseDue(credential: Credential, now: Date): boolean {
  return credential.status === "dormant" || now.getTime() - credential.last_used.getTime() > RECORD_EVERY_MS;
}

/** Sessions slide; tokens end when they were made to end. */
function laterEnd({ login_type, lifetime_seconds }: Credential, now: Date): Date | undefined {
  return login_type === "token" ? undefined : new Date(now.getTime() + lifetime_seconds * 1000);
}

function toSubject(credential: Credential): Subject {
  return {
    userId: credential.user_id,
    username: credential.username,
    keyId: credential.id,
    loginType: credential.login_type,
    roles: credential.roles,
    organizations: credential.organizations,
    scopes: credential.scopes,
    allowList: credential.allow_list,
    expiresAt: credential.expires_at,
    derived: credential.derived,
    limits: credential.limits.map((limit) => ({ ...limit, source: "token" as const })),
  };
}
