import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";

/** What a user allowed an OAuth client, as the user sees it; no secret is in it. */
export const OauthGrantView = z.object({
  id: Uuid,
  client_id: z.string(),
  client_name: z.string(),
  /** The resource that the client's tokens are for (RFC 8707). */
  audience: z.string(),
  scopes: listOf(z.string()),
  toolsets: listOf(z.string()),
  read_only: z.boolean(),
  /** Coder's search syntax; empty stands for every workspace. */
  workspaces: z.string(),
  created_at: Time,
  last_used_at: Time,
  /** Null for a grant that lasts until it is revoked. */
  expires_at: Time.nullable(),
});
export type OauthGrantView = z.infer<typeof OauthGrantView>;
