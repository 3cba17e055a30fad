import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isSeq,
  stringify,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { applyEdits, eolOf, indentAt, lineStart, nextLine, type Edit } from "./text-edit.ts";

/** What a map or a list of maps is made of. */
export type Item = Pair | YAMLMap;

type Container = YAMLMap | YAMLSeq;

/** One item: a map of one key, or a list of one. */
type Child = Readonly<Record<string, unknown>> | readonly unknown[];

interface Place {
  readonly container: Container;
  readonly item: Item;
}

export const itemsOf = ({ items }: Container): readonly Item[] =>
  [...items].filter((item): item is Item => isPair(item) || isMap(item));

/** Adds an item behind the last one, in the manner of its container. */
export function insertItem(text: string, container: Container, child: Child): string {
  const end = endOf(container.items.at(-1));
  if (container.flow === true) return applyEdits(text, [{ start: end, end, text: `, ${flowText(child)}` }]);
  const indent = container.items.length === 0 ? "" : indentOf(text, container);
  const at = afterLine(text, end);
  return applyEdits(text, [{ start: at, end: at, text: linesAt(text, at, blockText(text, child, indent)) }]);
}

/** Gives a key without value, or with an empty one, its first item. */
export function fillEmpty(text: string, pair: Pair, child: Child): string {
  const colon = text.indexOf(":", endOf(pair.key)) + 1;
  const indent = `${indentAt(text, colon)}  `;
  const end = Math.max(colon, endOf(pair.value));
  const at = nextLine(text, end);
  return applyEdits(text, [
    { start: colon, end, text: "" },
    { start: at, end: at, text: linesAt(text, at, blockText(text, child, indent)) },
  ]);
}

/** Puts one item in the place of another. */
export function replaceItem(text: string, { container, item }: Place, child: Child): string {
  const end = endOf(item);
  const start = startOf(item);
  if (container.flow === true) return applyEdits(text, [{ start, end, text: flowText(child) }]);
  const indent = indentOf(text, container);
  const stop = afterLine(text, end);
  const from = itemLine(text, { container, item });
  const block = blockText(text, child, indent);
  const hasBreak = text.slice(from, stop).endsWith("\n");
  return applyEdits(text, [
    { start: from, end: stop, text: hasBreak ? block : block.slice(0, -eolOf(text).length) },
  ]);
}

/** Takes an item out with its lines; a container that it was all of stays, empty. */
export function cutItem(text: string, pair: Pair, { container, item }: Place): string {
  const items = itemsOf(container);
  const index = items.indexOf(item);
  const [previous, next] = [items[index - 1], items[index + 1]];
  if (container.flow === true) {
    const start = previous === undefined ? startOf(item) : endOf(previous);
    const end = previous === undefined && next !== undefined ? startOf(next) : endOf(item);
    return applyEdits(text, [{ start, end, text: "" }]);
  }
  const own = linesOf(text, { container, item });
  if (items.length > 1) return applyEdits(text, [own]);
  const colon = text.indexOf(":", endOf(pair.key)) + 1;
  const empty = isSeq(container) ? " []" : " {}";
  return applyEdits(text, [own, { start: colon, end: colon, text: empty }]);
}

/** Adds lines at the end of a text without items. */
export function appendBlock(text: string, root: Child): string {
  return text + linesAt(text, text.length, blockText(text, root, ""));
}

function linesOf(text: string, place: Place): Edit {
  const end = afterLine(text, endOf(place.item));
  const start = itemLine(text, place);
  const isLast = end === text.length && !text.endsWith("\n");
  const lead = isLast ? (/\r?\n$/.exec(text.slice(0, start))?.[0].length ?? 0) : 0;
  return { start: start - lead, end, text: "" };
}

/** Where the item's first line begins; in a list, that of its dash. */
function itemLine(text: string, { container, item }: Place): number {
  const start = startOf(item);
  return lineStart(text, isSeq(container) ? text.lastIndexOf("-", start) : start);
}

function indentOf(text: string, container: Container): string {
  const [first] = itemsOf(container);
  return first === undefined ? "" : indentAt(text, itemLine(text, { container, item: first }));
}

/** Lines that begin on a line of their own, and end as the text does. */
function linesAt(text: string, at: number, lines: string): string {
  if (at === 0 || text[at - 1] === "\n") return lines;
  const eol = eolOf(text);
  return `${eol}${lines.slice(0, -eol.length)}`;
}

/** The line after an offset; the offset itself where a block of text has its last line break inside. */
const afterLine = (text: string, end: number): number => (text[end - 1] === "\n" ? end : nextLine(text, end));

const blockText = (text: string, child: Child, indent: string): string =>
  stringify(child, { lineWidth: 0 })
    .trimEnd()
    .split("\n")
    .map((line) => `${indent}${line}${eolOf(text)}`)
    .join("");

const flowText = (child: Child): string => JSON.stringify(child).slice(1, -1);

function startOf(item: unknown): number {
  if (isPair(item)) return startOf(item.key);
  return isNode(item) ? (item.range?.[0] ?? 0) : 0;
}

/** Where the last value of a node ends; blanks and comments behind it are not counted. */
function endOf(item: unknown): number {
  if (isPair(item)) return isNode(item.value) && hasText(item.value) ? endOf(item.value) : endOf(item.key);
  if (isCollection(item) && item.flow !== true && item.items.length > 0) return endOf(item.items.at(-1));
  return isNode(item) ? (item.range?.[1] ?? 0) : 0;
}

const hasText = ({ range }: { range?: readonly [number, number, number] | null }): boolean =>
  range !== undefined && range !== null && range[1] > range[0];
