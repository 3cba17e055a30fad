import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";

/** Items of a list that one page has: ordinary lists are one page. */
export const PAGE_ITEMS = 100;

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/**
 * The page of a list that a cursor points to; `list` names it, so that a cursor of another list is none of this one.
 * Throws a ProtocolError (-32602) for a cursor that no page gave.
 */
export function paginate<T>(list: string, items: readonly T[], cursor: string | undefined): Page<T> {
  const start = cursor === undefined ? 0 : readCursor(list, cursor);
  if (start > items.length) throw unknownCursor();
  const end = start + PAGE_ITEMS;
  const page = items.slice(start, end);
  return end < items.length ? { items: page, nextCursor: writeCursor(list, end) } : { items: page };
}

/** An opaque cursor that `readCursor` turns back into the number. */
export const writeCursor = (list: string, offset: number): string =>
  Buffer.from(`${list}:${offset}`).toString("base64url");

/** The offset in a cursor; throws a ProtocolError (-32602) unless `writeCursor` made it for the same list. */
export function readCursor(list: string, cursor: string): number {
  const [name, digits = ""] = Buffer.from(cursor, "base64url").toString().split(":");
  const offset = /^\d{1,9}$/.test(digits) ? Number(digits) : -1;
  if (name !== list || writeCursor(list, offset) !== cursor) throw unknownCursor();
  return offset;
}

const unknownCursor = (): ProtocolError =>
  new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    "cursor: is none that this list gave; leave it out to begin at the first page",
  );
