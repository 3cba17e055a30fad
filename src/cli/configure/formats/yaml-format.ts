import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { type Entry, type Format, ShapeFault, type Spot, SyntaxFault } from "./format.ts";
import { appendBlock, cutItem, fillEmpty, insertItem, itemsOf, replaceItem, type Item } from "./yaml-edit.ts";

/** YAML files: an entry is a key of a map, or an item of a list of maps, one level below the root. */
export const yamlFormat: Format = {
  parse: (text) => {
    const value: unknown = parse(text).toJS();
    return value ?? undefined;
  },
  put: (text, spot, entry) => {
    const child = spot.nameField === undefined ? { [spot.key]: entry } : [entry];
    const pair = rootPair(parse(text), spot);
    if (pair === undefined) return appendRoot(text, { [spot.path[0] ?? ""]: child });
    const container = containerOf(pair, spot);
    if (container === undefined || container.items.length === 0) return fillEmpty(text, pair, child);
    const known = itemOf(container, spot);
    return known === undefined
      ? insertItem(text, container, child)
      : replaceItem(text, { container, item: known }, child);
  },
  remove: (text, spot) => {
    const pair = rootPair(parse(text), spot);
    const container = pair === undefined ? undefined : containerOf(pair, spot);
    const known = container === undefined ? undefined : itemOf(container, spot);
    if (pair === undefined || container === undefined || known === undefined) return text;
    return cutItem(text, pair, { container, item: known });
  },
};

function parse(text: string): Document.Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [fault] = document.errors;
  if (fault === undefined) return document;
  const { line, col } = lines.linePos(fault.pos[0]);
  throw new SyntaxFault(fault.message, line, col);
}

function rootPair({ contents }: Document.Parsed, { path }: Spot): Pair | undefined {
  if (contents === null || (isScalar(contents) && contents.value === null)) return undefined;
  if (!isMap(contents)) throw new ShapeFault("the file is no map of keys");
  return contents.items.find(({ key }) => isScalar(key) && key.value === path[0]);
}

/** Undefined where the key has no value. */
function containerOf({ value }: Pair, { path, nameField }: Spot): YAMLMap | YAMLSeq | undefined {
  if (value === null || (isScalar(value) && value.value === null)) return undefined;
  if (nameField === undefined ? isMap(value) : isSeq(value))
    return isMap(value) || isSeq(value) ? value : undefined;
  throw new ShapeFault(`"${path.join(".")}" is no ${nameField === undefined ? "map" : "list"}`);
}

function itemOf(container: YAMLMap | YAMLSeq, { key, nameField }: Spot): Item | undefined {
  return itemsOf(container).find((item) =>
    isMap(item) ? item.get(nameField ?? "") === key : isScalar(item.key) && item.key.value === key,
  );
}

function appendRoot(text: string, root: Entry): string {
  const contents = parse(text).contents;
  if (isMap(contents) && contents.items.length > 0) return insertItem(text, contents, root);
  return appendBlock(isMap(contents) ? text.replace(/\{\s*\}/, "") : text, root);
}
