const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const ZERO = "00000000-0000-0000-0000-000000000000";

/** Fields that are other numbers at every run. */
const COUNTERS = new Set(["P50", "P95", "logs_length"]);

/** An answer with what is other at every run named by its kind; the same id has the same name everywhere in it. */
export function normalized(value: unknown, replaced: Readonly<Record<string, string>>): unknown {
  const ids = new Map<string, string>();
  const text = (original: string): string => {
    if (TIME.test(original) && !original.startsWith("0001")) return "<time>";
    const known = Object.entries(replaced).reduce((name, [from, to]) => name.replaceAll(from, to), original);
    return known.replaceAll(UUID, (id) => {
      if (id === ZERO) return id;
      const name = ids.get(id) ?? `<uuid ${ids.size + 1}>`;
      ids.set(id, name);
      return name;
    });
  };
  const walk = (item: unknown, key: string): unknown => {
    if (typeof item === "string") return text(item);
    if (typeof item === "number") return COUNTERS.has(key) ? "<number>" : item;
    if (Array.isArray(item)) return item.map((one, index) => renumbered(walk(one, key), index));
    if (typeof item !== "object" || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, one]) => [name, walk(one, name)]));
  };
  return walk(value, "");
}

/** Lines of logs count on through the whole deployment. */
function renumbered(item: unknown, index: number): unknown {
  const isLine = typeof item === "object" && item !== null && "id" in item && typeof item.id === "number";
  return isLine ? { ...item, id: `<line ${index + 1}>` } : item;
}
