import type { z } from "zod";
import { insertApiKey } from "../db/api-keys.ts";
import { type CreateToken, DEFAULT_TOKEN_LIFETIME_NS } from "../wire/api-key.ts";
import type { StoredLimit } from "../wire/grant-limits.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import { violates } from "../db/violations.ts";
import { type IdentityContext, nowOf } from "./identity-context.ts";
import { isResourceType } from "./rbac-catalog.ts";
import { isNarrow } from "./limit.ts";
import type { Subject } from "./rbac.ts";
import { ALL_SCOPE, SCOPES, canonicalScope, scopesCover } from "./scopes.ts";
import { freshToken } from "./token-text.ts";

/** Makes a token for `userId` that may do no more than the caller's own; returns its text, which is not kept. */
export async function createToken(
  context: IdentityContext,
  subject: Subject,
  userId: string,
  request: z.output<typeof CreateToken>,
): Promise<string> {
  const token = freshToken();
  const seconds = Math.max(1, Math.floor((request.lifetime || DEFAULT_TOKEN_LIFETIME_NS) / 1e9));
  const tokenName = request.token_name || `token-${token.id.toLowerCase()}`;
  const own = { id: token.id, label: `The token "${tokenName}"`, rules: request.limits ?? {} };
  const row = {
    id: token.id,
    hashed_secret: token.hashedSecret,
    user_id: userId,
    login_type: "token",
    scopes: [...scopesOf(subject, request)],
    allow_list: [...allowListOf(subject, request.allow_list)],
    token_name: tokenName,
    limits: [...inheritedLimits(subject), ...(isNarrow(own.rules) ? [own] : [])],
    lifetime_seconds: seconds,
    expires_at: new Date(nowOf(context).getTime() + seconds * 1000),
  };
  try {
    await insertApiKey(context.db, row);
  } catch (error) {
    if (!violates(error, "api_keys_token_name")) throw error;
    const detail = "must differ from the names of the user's other tokens";
    throw new AppError("conflict", `A token with name "${row.token_name}" already exists.`, {
      validations: [{ field: "token_name", detail }],
      cause: error,
    });
  }
  return token.text;
}

/** Makes a session key of a week, which is no person's login unless `derived` is false: what Coder's web page hands to its command line (coder-api 1.8). */
export async function createSessionKey(
  context: IdentityContext,
  subject: Subject,
  userId: string,
  derived = true,
): Promise<string> {
  const token = freshToken();
  const seconds = DEFAULT_TOKEN_LIFETIME_NS / 1e9;
  await insertApiKey(context.db, {
    id: token.id,
    hashed_secret: token.hashedSecret,
    user_id: userId,
    login_type: "password",
    scopes: [...subject.scopes],
    allow_list: [...subject.allowList],
    token_name: "",
    limits: inheritedLimits(subject),
    derived,
    lifetime_seconds: seconds,
    expires_at: new Date(nowOf(context).getTime() + seconds * 1000),
  });
  return token.text;
}

/** A limited token makes only tokens that are limited as it is; policies find a user's tokens by themselves. */
const inheritedLimits = ({ limits }: Subject): readonly StoredLimit[] =>
  limits.filter(({ source }) => source !== "policy").map(({ id, label, rules }) => ({ id, label, rules }));

function scopesOf(subject: Subject, request: z.output<typeof CreateToken>): readonly string[] {
  const asked = request.scopes ?? (request.scope ? [request.scope] : []);
  if (asked.length === 0) return subject.scopes;
  const field = request.scopes === undefined ? "scope" : "scopes";
  const scopes = asked.map((name) => {
    const scope = canonicalScope(name);
    if (scope === undefined)
      throw invalidField(field, `${name} is not a scope; accepted are ${SCOPES.join(", ")}`);
    return scope;
  });
  const wider = scopes.find((scope) => !scopesCover(subject.scopes, scope));
  if (wider !== undefined) {
    throw new AppError("forbidden", "Forbidden.", {
      detail: `A token cannot make a token that may do more: this one lacks ${wider}.`,
      requiredScope: wider,
    });
  }
  return [...new Set(scopes)];
}

const ALLOW_ITEM = /^(\*|[a-z_]+):(\*|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/;

function allowListOf(subject: Subject, asked: readonly string[] = []): readonly string[] {
  if (asked.length === 0) return subject.allowList;
  const items = asked.map((item) => item.toLowerCase());
  const wrong = items.find((item) => {
    const [, type = ""] = ALLOW_ITEM.exec(item) ?? [];
    return type !== "*" && !isResourceType(type);
  });
  if (wrong !== undefined) {
    throw invalidField("allow_list", `${wrong} must be <resource type>:<id>, either of which may be *`);
  }
  const wider = items.find((item) => !subject.allowList.some((own) => covers(own, item)));
  if (wider !== undefined) {
    const detail = `A token cannot make a token that may do more: this one is not allowed ${wider}.`;
    throw new AppError("forbidden", "Forbidden.", { detail, requiredScope: ALL_SCOPE });
  }
  return [...new Set(items)];
}

function covers(own: string, item: string): boolean {
  const [ownType, ownId] = own.split(":");
  const [type, id] = item.split(":");
  return (ownType === "*" || ownType === type) && (ownId === "*" || ownId === id);
}
