import { createScanner, type Node } from "jsonc-parser";
import { applyEdits, breakBefore, eolOf, indentAt, type Edit } from "./text-edit.ts";

export interface Child {
  /** Undefined for an item of a list. */
  readonly key: string | undefined;
  readonly value: unknown;
}

/** Adds a child behind the last one, in the manner of those that are there. */
export function insertChild(text: string, container: Node, child: Child): string {
  const last = container.children?.at(-1);
  if (last === undefined) return insertOnly(text, container, child);
  const comma = commaAfter(text, endOf(last));
  const from = comma === undefined ? endOf(last) : comma + 1;
  if (isInline(text, container)) {
    const flat = flatText(child);
    return applyEdits(text, [insert(from, comma === undefined ? `, ${flat}` : ` ${flat},`)]);
  }
  const indent = indentAt(text, container.children?.[0]?.offset ?? 0);
  const line = `${eolOf(text)}${indent}${blockText(text, child, indent)}`;
  const at = endOfLineTrivia(text, from);
  if (comma !== undefined) return applyEdits(text, [insert(at, `${line},`)]);
  // Both may stand at the same place: one edit then.
  if (at === from) return applyEdits(text, [insert(from, `,${line}`)]);
  return applyEdits(text, [insert(from, ","), insert(at, line)]);
}

function insertOnly(text: string, container: Node, child: Child): string {
  const open = container.offset + 1;
  const close = endOf(container) - 1;
  const outer = indentAt(text, container.offset);
  const indent = outer + unitOf(text);
  const block = `${eolOf(text)}${indent}${blockText(text, child, indent)}`;
  const interior = text.slice(open, close);
  if (interior.trim() === "") {
    return applyEdits(text, [{ start: open, end: close, text: `${block}${eolOf(text)}${outer}` }]);
  }
  return applyEdits(text, [insert(endOfLineTrivia(text, open), block)]);
}

/** Puts another value in a property, or another item in a list. */
export function replaceValue(text: string, child: Node, value: unknown): string {
  const target = child.type === "property" ? (child.children?.[1] ?? child) : child;
  const indent = indentAt(text, child.offset);
  const flat = child.parent !== undefined && isInline(text, child.parent);
  const put = flat ? flatValue(value) : blockValue(text, value, indent);
  return applyEdits(text, [{ start: target.offset, end: endOf(target), text: put }]);
}

/** Takes a child out with its comma and its line. */
export function removeChild(text: string, container: Node, child: Node): string {
  const siblings = container.children ?? [];
  const index = siblings.indexOf(child);
  const [previous, next] = [siblings[index - 1], siblings[index + 1]];
  const ownComma = commaAfter(text, endOf(child));
  const end = ownComma === undefined ? endOf(child) : ownComma + 1;
  const lineBreak = breakBefore(text, child.offset);
  if (index === 0 && next === undefined)
    return removeOnly(text, container, { start: lineBreak ?? child.offset, end });
  if (next !== undefined) {
    return applyEdits(text, [lineBreak === undefined ? cut(child.offset, next.offset) : cut(lineBreak, end)]);
  }
  const comma = previous === undefined ? undefined : commaAfter(text, endOf(previous));
  if (comma === undefined) return text;
  const own = cut(lineBreak ?? comma + 1, end);
  return applyEdits(text, ownComma === undefined ? [cut(comma, comma + 1), own] : [own]);
}

function removeOnly(text: string, container: Node, { start, end }: { start: number; end: number }): string {
  const open = container.offset + 1;
  const close = endOf(container) - 1;
  const rest = text.slice(open, start) + text.slice(end, close);
  return applyEdits(text, [rest.trim() === "" ? cut(open, close) : cut(start, end)]);
}

const endOf = ({ offset, length }: Node): number => offset + length;

const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });

const cut = (start: number, end: number): Edit => ({ start, end, text: "" });

/** True where the children begin on the line of the bracket. */
function isInline(text: string, container: Node): boolean {
  const first = container.children?.[0];
  return first !== undefined && !text.slice(container.offset, first.offset).includes("\n");
}

const nameOf = ({ key }: Child): string => (key === undefined ? "" : `${JSON.stringify(key)}: `);

const flatText = (child: Child): string => nameOf(child) + flatValue(child.value);

const flatValue = (value: unknown): string => JSON.stringify(value, undefined, 1).replaceAll(/\n\s*/g, " ");

const blockText = (text: string, child: Child, indent: string): string =>
  nameOf(child) + blockValue(text, child.value, indent);

const blockValue = (text: string, value: unknown, indent: string): string =>
  JSON.stringify(value, undefined, unitOf(text)).replaceAll("\n", `${eolOf(text)}${indent}`);

/** One step of indentation: what stands before the first line that begins with a key or a bracket. */
const unitOf = (text: string): string => /^(?<unit>[ \t]+)["{[]/m.exec(text)?.groups?.["unit"] ?? "  ";

/** The comma that follows, with only blanks and comments between. */
function commaAfter(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  return kindOf(scanner.scan()) === KIND.comma ? scanner.getTokenOffset() : undefined;
}

/** The scanner's kinds; the package has them as an enum that is gone at run time. */
const KIND = { comma: 5, lineComment: 12, blockComment: 13, blanks: 15 } as const;

const kindOf = (kind: number): number => kind;

/** Where the comments end that stand behind an offset on its line. */
function endOfLineTrivia(text: string, from: number): number {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  let end = from;
  for (;;) {
    const kind = kindOf(scanner.scan());
    if (kind === KIND.lineComment || kind === KIND.blockComment) end = scanner.getPosition();
    else if (kind !== KIND.blanks) return end;
  }
}
