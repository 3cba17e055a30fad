/** Lines `oldStart` to `oldEnd` of the old text that became `newStart` to `newEnd` of the new one, ends excluded. */
export interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Texts that are further apart are told as one change. */
const MAX_DISTANCE = 400;

/** The changes between two texts, in order (Myers, "An O(ND) Difference Algorithm", 1986). */
export function diffLines(before: readonly string[], after: readonly string[]): readonly Change[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const left = before.slice(head, before.length - tail);
  const right = after.slice(head, after.length - tail);
  if (left.length === 0 && right.length === 0) return [];
  const whole = { oldStart: 0, oldEnd: left.length, newStart: 0, newEnd: right.length };
  const changes = left.length === 0 || right.length === 0 ? [whole] : (walkBack(left, right) ?? [whole]);
  return changes.map(({ oldStart, oldEnd, newStart, newEnd }) => ({
    oldStart: oldStart + head,
    oldEnd: oldEnd + head,
    newStart: newStart + head,
    newEnd: newEnd + head,
  }));
}

type Reach = readonly number[];
const MIDDLE = MAX_DISTANCE + 1;

/** How far down each diagonal every distance reaches, up to the one that reaches the end; undefined past the bound. */
function searchForward(left: readonly string[], right: readonly string[]): readonly Reach[] | undefined {
  const trace: Reach[] = [];
  const reach: number[] = Array<number>(2 * MIDDLE + 1).fill(0);
  for (let distance = 0; distance <= MAX_DISTANCE; distance += 1) {
    trace.push([...reach]);
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = isDown(reach, diagonal, distance) ? at(reach, diagonal + 1) : at(reach, diagonal - 1) + 1;
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x += 1;
      reach[MIDDLE + diagonal] = x;
      if (x >= left.length && x - diagonal >= right.length) return trace;
    }
  }
  return undefined;
}

const at = (reach: Reach, diagonal: number): number => reach[MIDDLE + diagonal] ?? 0;

const isDown = (reach: Reach, diagonal: number, distance: number): boolean =>
  diagonal === -distance || (diagonal !== distance && at(reach, diagonal - 1) < at(reach, diagonal + 1));

function walkBack(left: readonly string[], right: readonly string[]): readonly Change[] | undefined {
  const trace = searchForward(left, right);
  if (trace === undefined) return undefined;
  const changes: Change[] = [];
  let x = left.length;
  let y = right.length;
  for (let distance = trace.length - 1; distance > 0; distance -= 1) {
    const reach = trace[distance] ?? [];
    const diagonal = x - y;
    const isInsertion = isDown(reach, diagonal, distance);
    const from = isInsertion ? diagonal + 1 : diagonal - 1;
    x = at(reach, from);
    y = x - from;
    const step = {
      oldStart: x,
      oldEnd: x + (isInsertion ? 0 : 1),
      newStart: y,
      newEnd: y + (isInsertion ? 1 : 0),
    };
    const later = changes.at(-1);
    if (later === undefined || later.oldStart !== step.oldEnd || later.newStart !== step.newEnd)
      changes.push(step);
    else changes[changes.length - 1] = { ...later, oldStart: step.oldStart, newStart: step.newStart };
  }
  return changes.toReversed();
}
