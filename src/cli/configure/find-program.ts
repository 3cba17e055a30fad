import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Env } from "./machine.ts";

/** Where PATH has a program; undefined where it has none. On Windows only what can be started without a shell. */
export function findProgram(name: string, env: Env): string | undefined {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return (env["PATH"] ?? "")
    .split(delimiter)
    .filter((dir) => dir !== "")
    .map((dir) => join(dir, file))
    .find((path) => isProgram(path));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
