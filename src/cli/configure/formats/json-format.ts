import { getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { type Entry, type Format, ShapeFault, type Spot, SyntaxFault } from "./format.ts";
import { insertChild, removeChild, replaceValue } from "./json-edit.ts";
import { positionOf } from "./text-edit.ts";

export interface JsonDialect {
  readonly comments: boolean;
  readonly trailingCommas: boolean;
}

/** JSON files; what a dialect does not allow is a fault, and is never written. */
export function jsonFormat(dialect: JsonDialect): Format {
  const treeOf = (text: string): Node | undefined => parse(text, dialect);
  return {
    parse: (text) => {
      const tree = treeOf(text);
      // The package's own objects have no prototype.
      return tree === undefined ? undefined : structuredClone<unknown>(getNodeValue(tree));
    },
    put: (text, spot, entry) => {
      const base = treeOf(text) === undefined ? withRoot(text) : text;
      return putEntry(base, treeOf(base), { spot, entry });
    },
    remove: (text, spot) => removeAll(text, spot, treeOf),
  };
}

function parse(text: string, { comments, trailingCommas }: JsonDialect): Node | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, {
    disallowComments: !comments,
    allowTrailingComma: trailingCommas,
    allowEmptyContent: true,
  });
  const [first] = errors;
  if (first === undefined) return tree;
  const { line, column } = positionOf(text, first.offset);
  throw new SyntaxFault(wordsOf(printParseErrorCode(first.error)), line, column);
}

/** "CommaExpected" as "comma expected". */
const wordsOf = (code: string): string =>
  code.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();

function withRoot(text: string): string {
  if (text.trim() === "") return "{}\n";
  return `${text}${text.endsWith("\n") ? "" : "\n"}{}\n`;
}

interface Wanted {
  readonly spot: Spot;
  readonly entry: Entry;
}

function putEntry(text: string, root: Node | undefined, { spot, entry }: Wanted): string {
  const { container, missing } = findContainer(root, spot);
  const [first, ...deeper] = missing;
  if (first !== undefined) {
    const inner: unknown = spot.nameField === undefined ? { [spot.key]: entry } : [entry];
    const value = deeper.reduceRight<unknown>((inside, key) => ({ [key]: inside }), inner);
    return insertChild(text, container, { key: first, value });
  }
  const known = childOf(container, spot);
  if (known !== undefined) return replaceValue(text, known, entry);
  return insertChild(text, container, {
    key: spot.nameField === undefined ? spot.key : undefined,
    value: entry,
  });
}

/** A key may stand twice in JSON; the last one counts, so all go. */
function removeAll(text: string, spot: Spot, treeOf: (text: string) => Node | undefined): string {
  const root = treeOf(text);
  if (root === undefined) return text;
  const { container, missing } = findContainer(root, spot);
  const known = missing.length > 0 ? undefined : childOf(container, spot);
  return known === undefined ? text : removeAll(removeChild(text, container, known), spot, treeOf);
}

/** The deepest node that is there, and the keys that lead on from it. */
function findContainer(root: Node | undefined, { path, nameField }: Spot) {
  let container = checked(root, "the file", "object");
  for (const [depth, key] of path.entries()) {
    const value = propertyOf(container, key)?.children?.[1];
    if (value === undefined) return { container, missing: path.slice(depth) };
    const isLast = depth === path.length - 1;
    container = checked(value, `"${key}"`, isLast && nameField !== undefined ? "array" : "object");
  }
  return { container, missing: [] };
}

function checked(node: Node | undefined, name: string, type: "object" | "array"): Node {
  if (node?.type === type) return node;
  throw new ShapeFault(
    `${name} is ${node === undefined ? "empty" : `of type ${node.type}`} where ${type} is needed`,
  );
}

function childOf(container: Node, { key, nameField }: Spot): Node | undefined {
  if (nameField === undefined) return propertyOf(container, key);
  return container.children?.find((item) => propertyOf(item, nameField)?.children?.[1]?.value === key);
}

function propertyOf(node: Node, key: string): Node | undefined {
  if (node.type !== "object") return undefined;
  return node.children?.findLast(({ children }) => children?.[0]?.value === key);
}
