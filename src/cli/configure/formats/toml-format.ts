import { getStaticTOMLValue, ParseError, parseTOML, type AST } from "toml-eslint-parser";
import { type Entry, type Format, ShapeFault, type Spot, SyntaxFault } from "./format.ts";
import { applyEdits, eolOf, lineStart, nextLine } from "./text-edit.ts";

/** TOML files: an entry is a table of its own, with tables below it for what is nested. */
export const tomlFormat: Format = {
  parse: (text) => (text.trim() === "" ? undefined : getStaticTOMLValue(parse(text))),
  put: (text, spot, entry) => {
    const [first, ...others] = tablesOf(text, spot);
    const eol = eolOf(text);
    const lines = tableLines([...spot.path, spot.key], entry).join(eol);
    if (first !== undefined) {
      const [start, end] = first;
      const rest = others.map((range) => cutTable(text, range));
      return applyEdits(text, [{ start, end, text: lines }, ...rest]);
    }
    if (isTaken(text, spot))
      throw new ShapeFault(`${spot.path.join(".")} is not written as tables with headers`);
    if (text.trim() === "") return `${text}${lines}${eol}`;
    return text.endsWith("\n") ? `${text}${eol}${lines}${eol}` : `${text}${eol}${eol}${lines}`;
  },
  remove: (text, spot) =>
    applyEdits(
      text,
      tablesOf(text, spot).map((range) => cutTable(text, range)),
    ),
};

function parse(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new SyntaxFault(error.message, error.lineNumber, error.column + 1);
  }
}

type Range = readonly [start: number, end: number];

/** The tables of the entry, in order, each from its header to its last value; neighbours are one range. */
function tablesOf(text: string, { path, key }: Spot): readonly Range[] {
  const [top] = parse(text).body;
  const words = [...path, key];
  const tables = top.body.flatMap((node) => {
    if (node.type !== "TOMLTable") return [];
    return words.every((word, depth) => node.resolvedKey[depth] === word) ? [node.range] : [];
  });
  return tables.reduce<readonly Range[]>((ranges, [start, end]) => {
    const last = ranges.at(-1);
    const isNeighbour = last !== undefined && text.slice(last[1], start).trim() === "";
    return isNeighbour ? [...ranges.slice(0, -1), [last[0], end]] : [...ranges, [start, end]];
  }, []);
}

/** True where tables with headers cannot be added: what leads there is a value, or made of dotted keys. */
function isTaken(text: string, { path, key }: Spot): boolean {
  const [top] = parse(text).body;
  return top.body.some(
    (node) =>
      (node.type === "TOMLKeyValue" && path[0] === keyWord(node.key.keys[0])) ||
      (node.type === "TOMLTable" &&
        node.resolvedKey.join("\n") === path.join("\n") &&
        node.body.some((pair) => keyWord(pair.key.keys[0]) === key)),
  );
}

const keyWord = (key: AST.TOMLBare | AST.TOMLQuoted | undefined): string | undefined =>
  key?.type === "TOMLBare" ? key.name : key?.value;

/** With its line break, and with the empty line before it. */
function cutTable(text: string, [start, end]: Range) {
  const from = lineStart(text, start);
  const to = nextLine(text, end);
  const blank = /\r?\n$/.exec(text.slice(0, from).replace(/\r?\n$/, ""))?.[0];
  const before = /\r?\n$/.exec(text.slice(0, from))?.[0] ?? "";
  const isLastWithoutBreak = to === text.length && !text.endsWith("\n");
  const lead = blank === undefined ? 0 : before.length;
  const cutFrom = from - lead - (isLastWithoutBreak ? (blank ?? before).length : 0);
  return { start: cutFrom, end: to, text: "" };
}

function tableLines(words: readonly string[], entry: Entry): readonly string[] {
  const pairs = Object.entries(entry);
  const flat = pairs.filter(([, value]) => !isTable(value));
  const nested = pairs.flatMap(([key, value]) => (isTable(value) ? tableLines([...words, key], value) : []));
  return [
    `[${words.map(keyText).join(".")}]`,
    ...flat.map(([key, value]) => `${keyText(key)} = ${valueText(value)}`),
    ...nested,
  ];
}

const isTable = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON's strings, numbers, booleans and lists of them are TOML's too, but for one character. */
const valueText = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map((item) => valueText(item)).join(", ")}]`
    : JSON.stringify(value).replaceAll("\u007F", String.raw`\u007F`);

const keyText = (key: string): string => (/^[\w-]+$/.test(key) ? key : valueText(key));
