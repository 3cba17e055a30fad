import { invalidField } from "../../wire/errors.ts";

const TIME = /^(?<hour>\d{1,2})(?::(?<minute>\d{2}))?(?<half>am|pm)?$/i;
const DAY = "(?:sun|mon|tue|wed|thu|fri|sat)";
const DAYS = new RegExp(`^(?:\\*|${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?)*)$`, "i");
const ACCEPTED = "must be a time, days and a time zone such as `9:30AM Mon-Fri Europe/Berlin`";

/**
 * Coder's schedule of a text such as `9:30AM Mon-Fri Europe/Berlin`: cron with a time zone (coder-api 2.2). Days are
 * every day unless named, and the zone that of this machine.
 */
export function startSchedule(text: string): string {
  const [time = "", ...words] = text.trim().split(/\s+/);
  const at = TIME.exec(time)?.groups;
  const [days = "*", zone = Intl.DateTimeFormat().resolvedOptions().timeZone, ...rest] = DAYS.test(
    words[0] ?? "",
  )
    ? words
    : ["*", ...words];
  const hour = hourOf(Number(at?.["hour"]), at?.["half"]?.toLowerCase());
  const minute = Number(at?.["minute"] ?? 0);
  if (hour === undefined || minute > 59 || rest.length > 0 || !isZone(zone)) {
    throw invalidField("--start-at", `"${text}" ${ACCEPTED}`);
  }
  return `CRON_TZ=${zone} ${minute} ${hour} * * ${days}`;
}

/** On a clock of 24 hours; undefined for what no clock shows. */
function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === "pm" ? 12 : 0);
}

function isZone(zone: string): boolean {
  try {
    return zone !== "" && Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
