import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../../src/lib/package-root.ts";

const PAGE = join(PACKAGE_ROOT, "docs", "clients.md");

/**
 * Puts rows, each a list of cells whose first names it, into a table of docs/clients.md between its marks. Rows of what
 * was not run stay as they are.
 */
export async function putRows(
  block: "clients" | "files",
  rows: readonly (readonly string[])[],
): Promise<void> {
  const [begin, end] = [`<!-- begin ${block} -->`, `<!-- end ${block} -->`];
  const page = await readFile(PAGE, "utf8");
  const [head, rest] = page.split(begin);
  const [table, tail] = rest?.split(end) ?? [];
  if (head === undefined || table === undefined || tail === undefined) {
    throw new Error(`${PAGE} has no place for ${block}`);
  }
  const [heading = "", line = "", ...old] = table.trim().split("\n");
  const lines = new Map(old.map((text) => [text.split(" | ")[0], text]));
  for (const cells of rows) lines.set(`| ${cells[0]}`, `| ${cells.join(" | ")} |`);
  const text = [heading, line, ...lines.values()].join("\n");
  await writeFile(PAGE, `${head}${begin}\n${text}\n${end}${tail}`);
}

/** Of the run, as the table has it. */
export const today = (): string => new Date().toISOString().slice(0, 10);
