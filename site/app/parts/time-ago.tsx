import { useEffect, useState } from "react";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

const FORMAT = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How long ago (or ahead) a time is; the time itself on pointing at it. Coder's zero time is never. */
export function TimeAgo({ time }: { readonly time: string | null | undefined }) {
  const now = useNow();
  if (time === null || time === undefined || time.startsWith("0001-")) return <>never</>;
  const seconds = (Date.parse(time) - now) / 1000;
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {inWords(seconds)}
    </time>
  );
}

function inWords(seconds: number): string {
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return FORMAT.format(Math.round(seconds / size), unit);
  return seconds > 5 ? "in a moment" : "just now";
}

const EVERY_MS = 30_000;

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
