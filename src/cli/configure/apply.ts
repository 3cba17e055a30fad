import { existsSync } from "node:fs";
import { AppError } from "../../wire/errors.ts";
import {
  backUp,
  backupPath,
  deleteConfigFile,
  dropBackup,
  readBackup,
  readConfigFile,
  writeConfigFile,
} from "./config-file.ts";
import { hasOwnWriter, runOwnWriter } from "./own-writer.ts";
import { placesOf, type Machine } from "./machine.ts";
import {
  entryAt,
  explained,
  isOwnWork,
  planEntry,
  planRemoval,
  spotOf,
  type Outcome,
  type Plan,
  type Wish,
} from "./plan.ts";
import type { ClientTarget, ScopeName } from "./target.ts";

export interface Applied {
  readonly outcome: Outcome;
  readonly path: string;
  /** The copy of what was there before; undefined where none is kept. */
  readonly backup: string | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface Job {
  readonly machine: Machine;
  readonly scope: ScopeName;
  readonly wish: Wish;
  /** True to say what would be done and to do nothing. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** Brings a client's file into the wanted state. Throws AppError, and then has written nothing. */
export async function applyWish(job: Job): Promise<Applied> {
  const { machine, scope, wish, dryRun } = job;
  const file = await readConfigFile(fileOf(wish.target, machine, scope));
  const plan =
    wish.entry === undefined ? planRemoval(file, wish, await readBackup(file)) : planEntry(file, wish);
  checkWritten(file.path, plan, wish);
  const before = file.bytes === undefined ? undefined : file.text;
  const changes = plan.text !== file.text && plan.outcome !== "absent";
  if (changes && !dryRun) await write(job, file, plan);
  const kept = existsSync(backupPath(file.path)) ? backupPath(file.path) : undefined;
  return {
    outcome: plan.outcome,
    path: file.path,
    backup: kept,
    before,
    after: changes ? plan.text : before,
  };
}

/** The file that a client reads in a scope. Throws AppError "unsupported" where it has none. */
export function fileOf(target: ClientTarget, machine: Machine, scope: ScopeName): string {
  const places = placesOf(machine);
  if (scope === "user") {
    const files = target.userFiles(places);
    return files.find((path) => existsSync(path)) ?? files[0];
  }
  if (target.projectFile !== undefined) return places.join(machine.project, ...target.projectFile);
  throw new AppError("unsupported", `${target.title} has no file for a project`, {
    detail: "leave --scope out",
  });
}

async function write(job: Job, file: Awaited<ReturnType<typeof readConfigFile>>, plan: Plan): Promise<void> {
  const { wish, scope, machine } = job;
  if (!isOwnWork(file, wish)) await backUp(file);
  if (plan.text === undefined) return deleteConfigFile(file);
  const isUndone = wish.entry === undefined && (await readBackup(file)) === plan.text;
  if (scope === "user" && !isUndone && hasOwnWriter(wish.target, machine)) {
    await runOwnWriter(job, plan.outcome === "changed");
    const { text } = await readConfigFile(file.path);
    checkWritten(file.path, { ...plan, text }, wish);
  } else {
    await writeConfigFile(file, plan.text);
  }
  if (isUndone) await dropBackup(file);
}

/** Parses what is to be written, and looks for the entry in it. */
function checkWritten(path: string, { text, outcome }: Plan, { target, name, entry }: Wish): void {
  if (text === undefined || outcome === "absent") return;
  const found = explained(path, () => entryAt(text, target, spotOf(target, name)));
  const isThere = found !== undefined;
  if (isThere === (entry !== undefined)) return;
  throw new AppError("conflict", `${path} did not become what it should; its copy is ${backupPath(path)}`);
}

/** True where something of the client is on the machine. */
export function isFound(target: ClientTarget, machine: Machine): boolean {
  const places = placesOf(machine);
  const signs = target.signs?.(places) ?? target.userFiles(places).map((path) => places.join(path, ".."));
  return signs.some((path) => existsSync(path));
}
