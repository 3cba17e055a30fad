const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const isUnit = (text: string): text is keyof typeof UNITS => Object.hasOwn(UNITS, text);

/** Milliseconds of a duration such as `60s`, `1h30m`, `500ms` or `0`; undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(?<count>\d+(?:\.\d+)?)(?<unit>ms|s|m|h|d)/g)];
  return parts.reduce((sum, { groups }) => {
    const unit = groups?.["unit"] ?? "";
    return sum + (isUnit(unit) ? Number(groups?.["count"]) * UNITS[unit] : 0);
  }, 0);
}
