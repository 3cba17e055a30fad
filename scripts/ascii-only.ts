import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes every other character of the scripts in `dir` as an escape. V8 keeps a script's text as long as the script, and
 * takes two bytes for each character when a single one is outside of Latin-1.
 */
export async function asciiOnly(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    const code = await readFile(path, "utf8");
    await writeFile(path, code.replaceAll(/[^\0-\u007f]/g, escaped));
  }
}

const escaped = (unit: string): string => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
