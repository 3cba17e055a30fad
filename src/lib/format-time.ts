/** `840ms`, `1.2s`, `3m 5s`, `2h 3m`, `4d 1h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
  return `${Math.floor(minutes / 1440)}d ${Math.floor((minutes % 1440) / 60)}h`;
}

/** `5m ago`; `never` for Coder's zero time. */
export function formatAge(time: string, now: number = Date.now()): string {
  const at = Date.parse(time);
  if (Number.isNaN(at) || time.startsWith("0001-")) return "never";
  const ms = Math.max(0, now - at);
  return ms < 60_000 ? "just now" : `${formatDuration(ms).split(" ")[0] ?? ""} ago`;
}
