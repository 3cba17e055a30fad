import type { TestContext } from "node:test";
import { connect } from "../../src/db/connect.ts";
import { listenForEvents } from "../../src/db/events.ts";
import { ensureFirstOwner } from "../../src/oauth/first-owner.ts";
import type { SessionStore } from "../../src/mcp/legacy/session-store.ts";
import { openMcpSessions } from "../../src/server/mcp-sessions.ts";
import { closeInReverse } from "./deployment.ts";
import { freshDatabase } from "./fresh-database.ts";

/** The store of sessions over a database of the test's own, and a user whose sessions it may hold. */
export async function mcpSessions(t: TestContext): Promise<{ sessions: SessionStore; userId: string }> {
  const closing = closeInReverse(t);
  const url = await freshDatabase({ after: closing });
  const onError = (error: unknown): void => void process.emitWarning(String(error));
  const { db, close } = connect(url, { max: 4, onError });
  closing(close);
  const events = await listenForEvents(url, onError);
  closing(() => events.close());
  await ensureFirstOwner({ db });
  const { id } = await db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  const sessions = openMcpSessions({ db, events, onError });
  closing(async () => sessions[Symbol.dispose]());
  return { sessions, userId: id };
}
