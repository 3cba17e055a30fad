import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Every program of this name in the folders of a PATH, in order. On Windows only what can be started without a shell. */
export function programsOnPath(name: string, path: string | undefined): readonly string[] {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return (path ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, file))
    .filter(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
