import { randomBytes } from "node:crypto";
import type { Db } from "../db/connect.ts";
import { settingOnce } from "../db/site-settings.ts";

/** The key that seals what a call leaves with its client: 32 bytes, made once and the same in every replica. */
export async function mcpStateKey(db: Db): Promise<Uint8Array> {
  const text = await settingOnce(db, "mcp_state_key", randomBytes(32).toString("base64url"));
  return Buffer.from(text, "base64url");
}
