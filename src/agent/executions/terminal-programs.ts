import { execFile } from "node:child_process";
import { delimiter, isAbsolute } from "node:path";
import { promisify } from "node:util";
import { programsOnPath } from "../../lib/programs-on-path.ts";
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
  const find = (name: string) => programsOnPath(name, `${path ?? ""}${delimiter}${PATH}`).find(isAbsolute);
  const [script, stty] = [find("script"), find("stty")];
  if (stty !== undefined && script !== undefined && (await isUtilLinux(script))) return { script, stty };
  const missing = script === undefined ? "script" : stty === undefined ? "stty" : "script of util-linux";
  throw new AppError("unsupported", `pty: this workspace has no program \`${missing}\``, {
    detail:
      "install bsdutils (Debian, Ubuntu), util-linux (Fedora, Arch) or util-linux-misc (Alpine), or leave out pty",
  });
}

async function isUtilLinux(script: string): Promise<boolean> {
  const answer = await promisify(execFile)(script, ["--version"]).catch(() => ({ stdout: "" }));
  return answer.stdout.includes("util-linux");
}
