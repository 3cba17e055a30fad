import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "../../wire/errors.ts";

/** Absolute paths of what a terminal takes. */
export interface TerminalPrograms {
  readonly script: string;
  readonly stty: string;
}

const PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * Finds `script` of util-linux, which holds a terminal open apart from the agent, and `stty`. Throws AppError
 * "unsupported" that says what to install.
 */
export async function findTerminalPrograms(path: string | undefined): Promise<TerminalPrograms> {
  const find = (name: string) => findProgram(name, `${path ?? ""}${delimiter}${PATH}`);
  const [script, stty] = [find("script"), find("stty")];
  if (stty !== undefined && script !== undefined && (await isUtilLinux(script))) return { script, stty };
  const missing = script === undefined ? "script" : stty === undefined ? "stty" : "script of util-linux";
  throw new AppError("unsupported", `pty: this workspace has no program \`${missing}\``, {
    detail:
      "install bsdutils (Debian, Ubuntu), util-linux (Fedora, Arch) or util-linux-misc (Alpine), or leave out pty",
  });
}

function findProgram(name: string, path: string): string | undefined {
  const places = path.split(delimiter).filter((place) => place.startsWith("/"));
  return places.map((place) => join(place, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function isUtilLinux(script: string): Promise<boolean> {
  const answer = await promisify(execFile)(script, ["--version"]).catch(() => ({ stdout: "" }));
  return answer.stdout.includes("util-linux");
}
