import { hash } from "node:crypto";
import { type OauthCredential, oauthCredentialOf, recordGrantUse } from "../db/oauth-grants.ts";
import { type IdentityContext, nowOf } from "./identity-context.ts";
import type { Limit } from "./limit.ts";
import type { Subject } from "./rbac.ts";
import { refused } from "./refused.ts";

/** Opaque tokens of the authorization server: 256 random bits in base64url. */
const ACCESS_TOKEN = /^[\w-]{43}$/;

/** How often, in milliseconds, the use of a grant is written down. */
const RECORD_EVERY_MS = 3_600_000;

export const isAccessToken = (text: string): boolean => ACCESS_TOKEN.test(text);

/** Tells whose an OAuth access token is, from one query; throws "unauthenticated" with the reason in its detail. */
export async function findByAccessToken(context: IdentityContext, text: string): Promise<Subject> {
  return await findByAccessTokenHash(context, hash("sha256", text, "buffer"));
}

/** The same for the SHA-256 of a token. */
export async function findByAccessTokenHash(context: IdentityContext, digest: Buffer): Promise<Subject> {
  const credential = await oauthCredentialOf(context.db, digest);
  if (credential === undefined) throw refused("The token is unknown; it may have been revoked.");
  const now = nowOf(context);
  if (credential.token_expires_at <= now) throw refused("The token has expired.");
  if (credential.expires_at !== null && credential.expires_at <= now) {
    throw refused("What the user allowed the client has ended.");
  }
  if (credential.status === "suspended") {
    throw refused("The user is suspended; an administrator may activate it.");
  }
  if (isUseDue(credential, now)) await recordGrantUse(context.db, credential, now);
  return toSubject(credential);
}

function isUseDue({ status, last_used_at: lastUsed }: OauthCredential, now: Date): boolean {
  return status === "dormant" || now.getTime() - lastUsed.getTime() > RECORD_EVERY_MS;
}

function toSubject(credential: OauthCredential): Subject {
  return {
    userId: credential.user_id,
    username: credential.username,
    keyId: credential.id,
    loginType: "oauth2_provider_app",
    roles: credential.roles,
    organizations: credential.organizations,
    scopes: credential.scope.split(" "),
    allowList: ["*:*"],
    expiresAt: earlier(credential.token_expires_at, credential.expires_at),
    limits: [limitOf(credential)],
    grant: {
      id: credential.id,
      clientId: credential.client_id,
      audience: credential.audience,
      toolsets: credential.toolsets,
      readOnly: credential.read_only,
      workspaces: credential.workspaces,
      expiresAt: credential.expires_at ?? undefined,
    },
  };
}

/** What the user allowed the client, as a limit like that of a token. */
function limitOf(grant: OauthCredential): Limit {
  const { toolsets, read_only: readOnly, workspaces } = grant;
  return {
    source: "client",
    id: grant.id,
    label: `What you allowed ${grant.client_name}`,
    rules: {
      ...grant.limits,
      toolsets: [...toolsets],
      read_only: readOnly,
      ...(workspaces !== "" && { workspaces }),
    },
  };
}

const earlier = (first: Date, second: Date | null): Date =>
  second !== null && second < first ? second : first;
