import { editDistance } from "./edit-distance.ts";

/** The name that a misspelt one most likely meant; undefined when none is close. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const target = wanted.toLowerCase();
  const ranked = names
    .map((name) => ({ name, distance: editDistance(target, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const allowed = Math.max(2, Math.floor(target.length / 3));
  return best !== undefined && best.distance <= allowed ? best.name : undefined;
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const nearest = nearestName(wanted, names);
  return nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
}
