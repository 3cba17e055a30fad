/** A listing stops counting what it leaves out after so many entries. */
export const MAX_SEEN = 100_000;

interface Found {
  /** Relative to the listed directory. */
  readonly name: string;
  readonly isDirectory: boolean;
}

/** Order of a tree's lines: at the first difference directories before files, then by name. */
export function asTree(a: Found, b: Found): number {
  const left = a.name.split("/");
  const right = b.name.split("/");
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at === -1) return left.length - right.length;
  if (at >= right.length) return 1;
  const leftIsDirectory = at < left.length - 1 || a.isDirectory;
  const rightIsDirectory = at < right.length - 1 || b.isDirectory;
  if (leftIsDirectory !== rightIsDirectory) return leftIsDirectory ? -1 : 1;
  return (left[at] ?? "") < (right[at] ?? "") ? -1 : 1;
}
