import { z } from "zod";
import { GrantLimits } from "./grant-limits.ts";
import { Time, Uuid, listOf } from "./scalars.ts";

const HOUR_NS = 3600 * 1e9;
const DAY_NS = 24 * HOUR_NS;

export const DEFAULT_TOKEN_LIFETIME_NS = 7 * DAY_NS;
/** About a hundred years (coder-api 1.8); above 2^53, so a lifetime is exact to some hundred nanoseconds only. */
export const MAX_TOKEN_LIFETIME_NS = 876_600 * HOUR_NS;

/** Body of `POST /users/{u}/keys/tokens`; `lifetime` is in nanoseconds, 0 means the default of 7 days. */
export const CreateToken = z.object({
  lifetime: z
    .number()
    .min(0, "must not be negative")
    .max(MAX_TOKEN_LIFETIME_NS, "must be at most 876600 hours, in nanoseconds")
    .refine((ns) => Number.isInteger(ns), "must be whole nanoseconds")
    .default(0),
  scope: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  token_name: z.string().max(64).default(""),
  allow_list: z.array(z.string()).max(128, "must have at most 128 entries").optional(),
  /** What it may do at most beside its scopes; absent narrows nothing. */
  limits: GrantLimits.optional(),
});

export const TokenCreated = z.object({ key: z.string() });

/** In nanoseconds. */
export const TokenConfig = z.object({ max_token_lifetime: z.number() });

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
  /** Its own limits, and those of the tokens that it was made with. */
  limits: z.array(z.object({ id: z.string(), label: z.string(), rules: GrantLimits })).optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;
