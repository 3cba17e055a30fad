import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AppError } from "../../wire/errors.ts";
import type { Job } from "./apply.ts";
import { programsOnPath } from "../../lib/programs-on-path.ts";
import type { Machine } from "./machine.ts";
import type { ClientTarget } from "./target.ts";

const WITHIN_MS = 30_000;

/** True where the client's own program can write its file. */
export function hasOwnWriter({ ownWriter }: ClientTarget, { env }: Machine): boolean {
  return ownWriter !== undefined && programsOnPath(ownWriter.program, env["PATH"]).length > 0;
}

/** Has the client's program take the entry out, put it in, or both. Throws AppError "unavailable" with what it said. */
export async function runOwnWriter({ machine, wish, signal }: Job, replaces: boolean): Promise<void> {
  const { target, name, entry } = wish;
  if (target.ownWriter === undefined) return;
  const [program = target.ownWriter.program] = programsOnPath(target.ownWriter.program, machine.env["PATH"]);
  const calls = [
    ...(entry === undefined || replaces ? [target.ownWriter.remove(name)] : []),
    ...(entry === undefined ? [] : [target.ownWriter.put(name, entry)]),
  ];
  for (const args of calls) {
    try {
      await promisify(execFile)(program, [...args], { env: { ...machine.env }, signal, timeout: WITHIN_MS });
    } catch (error) {
      throw new AppError(
        "unavailable",
        `\`${target.ownWriter.program} ${args.slice(0, 2).join(" ")}\` failed`,
        {
          detail: error instanceof Error ? error.message : undefined,
          cause: error,
        },
      );
    }
  }
}
