import {
  type ApiKeyRow,
  type TokenFilter,
  apiKeyById,
  apiKeyByName,
  deleteApiKey,
  expireApiKey,
  listTokens as tokenRows,
} from "../db/api-keys.ts";
import { rfc3339 } from "../lib/rfc3339.ts";
import type { ApiKey } from "../wire/api-key.ts";
import { type IdentityContext, nowOf } from "./identity-context.ts";

/** The tokens that a filter leaves, oldest first; those that ended only when asked for. */
export async function listTokens(
  context: IdentityContext,
  filter: Omit<TokenFilter, "endsAfter">,
  includeExpired: boolean,
): Promise<readonly ApiKey[]> {
  const endsAfter = includeExpired ? undefined : nowOf(context);
  return (await tokenRows(context.db, { ...filter, endsAfter })).map(toApiKey);
}

export async function findApiKey(
  context: IdentityContext,
  userId: string,
  id: string,
): Promise<ApiKey | undefined> {
  const row = await apiKeyById(context.db, userId, id);
  return row && toApiKey(row);
}

export async function findToken(
  context: IdentityContext,
  userId: string,
  name: string,
): Promise<ApiKey | undefined> {
  const row = await apiKeyByName(context.db, userId, name);
  return row && toApiKey(row);
}

/** From the next request on the key is unknown. */
export async function revokeApiKey(context: IdentityContext, id: string): Promise<void> {
  await deleteApiKey(context.db, id);
}

/** Ends the key and keeps its entry. */
export async function endApiKey(context: IdentityContext, id: string): Promise<void> {
  await expireApiKey(context.db, id, nowOf(context));
}

const LEGACY_SCOPES: readonly (readonly [string, string])[] = [
  ["coder:all", "all"],
  ["coder:application_connect", "application_connect"],
];

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    user_id: row.user_id,
    last_used: rfc3339(row.last_used),
    expires_at: rfc3339(row.expires_at),
    created_at: rfc3339(row.created_at),
    updated_at: rfc3339(row.updated_at),
    login_type: row.login_type,
    scope: LEGACY_SCOPES.find(([scope]) => row.scopes.includes(scope))?.[1] ?? "",
    scopes: row.scopes,
    token_name: row.token_name,
    lifetime_seconds: row.lifetime_seconds,
    allow_list: row.allow_list,
    username: row.username,
    ...(row.limits.length > 0 && { limits: [...row.limits] }),
  };
}
