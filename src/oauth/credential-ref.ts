import { hash } from "node:crypto";
import { credentialOf } from "../db/api-keys.ts";
import { findByAccessTokenHash, isAccessToken } from "./access-token.ts";
import { subjectOfKey } from "./authenticate.ts";
import type { IdentityContext } from "./identity-context.ts";
import { underPolicy } from "./policy.ts";
import type { Subject } from "./rbac.ts";
import { refused } from "./refused.ts";
import { parseToken } from "./token-text.ts";

/** Names a token without telling it, for what is to end with the token. */
export function credentialRefOf(token: string): string {
  if (isAccessToken(token)) return `oauth:${hash("sha256", token, "base64url")}`;
  return `key:${parseToken(token)?.id ?? ""}`;
}

/**
 * What the token that a reference names allows at this moment; throws "unauthenticated" with the reason in its detail
 * once it is over. A reference proves nothing by itself: it must come from where nobody else could put it.
 */
export async function subjectOfRef(context: IdentityContext, ref: string): Promise<Subject> {
  return await underPolicy(context, await findByRef(context, ref));
}

async function findByRef(context: IdentityContext, ref: string): Promise<Subject> {
  const [kind = "", name = ""] = ref.split(":");
  if (kind === "oauth") return await findByAccessTokenHash(context, Buffer.from(name, "base64url"));
  const credential = await credentialOf(context.db, name);
  if (credential === undefined) throw refused("The token is unknown; it may have been deleted.");
  return await subjectOfKey(context, credential);
}
