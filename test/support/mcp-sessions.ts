import { connect } from "../../src/db/connect.ts";
import { listenForEvents } from "../../src/db/events.ts";
import { ensureFirstOwner } from "../../src/oauth/first-owner.ts";
import type { SessionStore } from "../../src/mcp/legacy/session-store.ts";
import { openMcpSessions } from "../../src/server/mcp-sessions.ts";
import { closeInReverse, type Scope } from "./deployment.ts";
import { freshDatabase } from "./fresh-database.ts";

const onError = (error: unknown): void => process.emitWarning(String(error));

/** A database with a user, and the store of sessions over it. */
export async function mcpSessions(
  scope: Scope,
): Promise<{ url: string; sessions: SessionStore; userId: string }> {
  const closing = closeInReverse(scope);
  const url = await freshDatabase({ after: closing });
  const { db, close } = connect(url, { max: 2, onError });
  closing(close);
  await ensureFirstOwner({ db });
  const { id } = await db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  return { url, sessions: await sessionsOfReplica({ after: closing }, url), userId: id };
}

/** The store as one replica opens it, with connections of its own. */
export async function sessionsOfReplica(scope: Scope, url: string): Promise<SessionStore> {
  const closing = closeInReverse(scope);
  const { db, close } = connect(url, { max: 4, onError });
  closing(close);
  const events = await listenForEvents(url, onError);
  closing(() => events.close());
  const sessions = openMcpSessions({ db, events, onError });
  closing(async () => sessions[Symbol.dispose]());
  return sessions;
}
