/** The first and the last byte that a request wants; undefined for all of the file, null for none that it has. */
export type ByteRange = { readonly start: number; readonly end: number } | undefined | null;

/**
 * Reads a Range header (RFC 9110 section 14.2) for a file of `size` bytes. What is no single range of bytes is passed
 * over, as a server may do with every one.
 */
export function byteRangeOf(header: string | undefined, size: number): ByteRange {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? null : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start < size ? { start, end } : null;
}
