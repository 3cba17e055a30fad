import { fileURLToPath } from "node:url";

/** The program `rg` of the optional dependency `@vscode/ripgrep-<platform>`; undefined where it is not installed. */
export function ripgrepPath(): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg`));
  } catch {
    return undefined;
  }
}
