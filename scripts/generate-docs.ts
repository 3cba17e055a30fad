import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PAGE_NAMES, withGenerated } from "./docs/pages.ts";

/** Writes the tables of tools, commands and settings into the pages that show them; a test holds them current. */
const root = join(import.meta.dirname, "..");
for (const page of PAGE_NAMES) {
  const path = join(root, page);
  writeFileSync(path, withGenerated(page, readFileSync(path, "utf8")));
}
