import { type ActivityFilter, type ActivityRow, activityRows } from "../../db/activity-rows.ts";
import type { Db } from "../../db/connect.ts";
import type { Events } from "../../db/events.ts";
import type { ActivityEvent, ActivityList, ActivitySession } from "../../wire/activity.ts";
import { clientName, toEvent } from "./to-event.ts";

export type { ActivityFilter } from "../../db/activity-rows.ts";

/** Sessions with their events, newest first: what each client did for each user on each day. */
export async function readActivity(db: Db, filter: ActivityFilter, limit: number): Promise<ActivityList> {
  const rows = await activityRows(db, filter, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    sessions: [...sessionsOf(shown)],
    ...(rows.length > limit && last !== undefined && { next: last.id }),
  };
}

/** One event; undefined for one that is not there or does not fit the filter. */
export async function readEvent(db: Db, filter: ActivityFilter): Promise<ActivityEvent | undefined> {
  const [row] = await activityRows(db, filter, 1);
  return row && toEvent(row);
}

/** So many entries are looked at behind each piece of news. */
const LOOK_AT = 500;
/** A transaction may commit so long after its entry's time. */
const OVERLAP_MS = 60_000;

/** Events as they come, within a second, until the signal is aborted. */
export async function* followActivity(
  { db, events }: { readonly db: Db; readonly events: Pick<Events, "follow"> },
  filter: ActivityFilter,
  signal: AbortSignal,
): AsyncGenerator<ActivityEvent, void, undefined> {
  using turns = events.follow("audit", "sealed", signal);
  const began = Date.now();
  let known: ReadonlySet<string> | undefined;
  while (await turns.next()) {
    const since = new Date(Math.max(began - OVERLAP_MS, Date.now() - 2 * OVERLAP_MS));
    const rows = await activityRows(db, { ...filter, since }, LOOK_AT);
    const before = known ?? new Set(rows.map(({ id }) => id));
    for (const row of rows.toReversed()) if (!before.has(row.id)) yield toEvent(row);
    known = new Set(rows.map(({ id }) => id));
  }
}

function sessionsOf(rows: readonly ActivityRow[]): Iterable<ActivitySession> {
  const sessions = new Map<string, ActivityRow[]>();
  for (const row of rows) {
    const id = sessionId(row);
    const own = sessions.get(id) ?? [];
    own.push(row);
    sessions.set(id, own);
  }
  return [...sessions].flatMap(([id, own]) => toSession(id, own));
}

const dayOf = ({ time }: ActivityRow): string => time.toISOString().slice(0, 10);

const sessionId = (row: ActivityRow): string =>
  `${dayOf(row)}.${row.user_id}.${row.client_id || clientName(row)}`;

function toSession(id: string, rows: readonly ActivityRow[]): readonly ActivitySession[] {
  const [newest] = rows;
  if (newest === undefined) return [];
  const events = rows.map(toEvent);
  const places = events.flatMap(({ workspace }) => (workspace === undefined ? [] : [workspace.name]));
  return [
    {
      id,
      day: dayOf(newest),
      user: { id: newest.user_id, username: newest.username },
      client: { id: newest.client_id, name: clientName(newest) },
      first: events.at(-1)?.time ?? "",
      last: events[0]?.time ?? "",
      calls: events.filter(({ tool }) => tool !== undefined).length,
      commands: events.filter(({ kind }) => kind === "command").length,
      failures: events.filter(({ result }) => result !== "ok" && result !== "asked").length,
      workspaces: [...new Set(places)],
      events,
    },
  ];
}
