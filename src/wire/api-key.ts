import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";

const DAY_NS = 24 * 3600 * 1e9;

/** Body of `POST /users/{u}/keys/tokens`; `lifetime` is in nanoseconds, 0 means the default of 7 days. */
export const CreateToken = z.object({
  lifetime: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  scope: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  token_name: z.string().max(64).default(""),
  allow_list: z.array(z.string()).max(128).optional(),
});
export const DEFAULT_TOKEN_LIFETIME_NS = 7 * DAY_NS;

export const TokenCreated = z.object({ key: z.string() });

/** Coder's APIKey (coder-api 1.8); the secret half is never in it. */
export const ApiKey = z.object({
  id: z.string(),
  user_id: Uuid,
  last_used: Time,
  expires_at: Time,
  created_at: Time,
  updated_at: Time,
  login_type: z.string(),
  scope: z.string(),
  scopes: listOf(z.string()),
  token_name: z.string(),
  lifetime_seconds: z.number(),
  allow_list: listOf(z.string()),
  username: z.string().optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;
