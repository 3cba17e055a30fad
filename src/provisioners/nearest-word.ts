import { editDistance } from "../lib/edit-distance.ts";

/** The known word that a misspelt one most likely means; undefined when none is near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate) }))
    .filter(({ candidate, edits }) => edits <= Math.max(2, candidate.length / 3))
    .toSorted((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
}
