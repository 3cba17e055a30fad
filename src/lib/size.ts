const UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

const isUnit = (text: string): text is keyof typeof UNITS => Object.hasOwn(UNITS, text);

/** Bytes of a size such as `512MiB`, `1.5GiB` or `4096`; undefined for any other text. */
export function parseSize(text: string): number | undefined {
  const { number, unit = "B" } =
    /^(?<number>\d{1,9}(?:\.\d+)?)(?<unit>[KMGT]iB|B)?$/.exec(text)?.groups ?? {};
  return number !== undefined && isUnit(unit) ? Math.floor(Number(number) * UNITS[unit]) : undefined;
}
