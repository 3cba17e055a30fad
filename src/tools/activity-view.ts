import type { ActivityEvent, ActivitySession } from "../wire/activity.ts";

/** A session as a few lines: who, when, how much, and then what. */
export function showSession(session: ActivitySession): string {
  const { day, user, client, calls, commands, failures, events } = session;
  const head = `${day} ${user.username} with ${client.name}: ${calls} calls, ${commands} commands, ${failures} failed`;
  return [head, ...events.map((event) => `  ${showEvent(event)}`)].join("\n");
}

/** An event as one line. */
export function showEvent({ time, summary, result, exit_code: code, id, diffs }: ActivityEvent): string {
  const exit = code === undefined ? "" : ` exit ${code}`;
  const files = diffs.length === 0 ? "" : ` ${diffs.length} diffs`;
  return `${time.slice(11, 19)} ${summary} -> ${result}${exit}${files} [${id}]`;
}
