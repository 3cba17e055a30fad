import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { identify, runs } from "../../lib/process-identity.ts";
import { AppError } from "../../wire/errors.ts";

export interface DataDirLock {
  readonly release: () => Promise<void>;
}

const PREFIX = "lock.";
const Holder = z.object({ pid: z.int(), started: z.string() });
const RELEASED = "released\n";

/**
 * Makes this process the only user of a data directory, which it creates when missing; throws AppError "conflict"
 * while another process that still runs holds it.
 *
 * Each holder has a file `lock.<number>` and the highest number counts. Creating the next number is atomic, and the
 * highest file is never removed, so two processes that find the same dead holder cannot both succeed it.
 */
export async function lockDataDir(dir: string): Promise<DataDirLock> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  for (;;) {
    const highest = Math.max(0, ...(await numbersIn(dir)));
    await refuseIfHeld(dir, highest);
    if (await create(dir, highest + 1)) {
      await removeBelow(dir, highest + 1);
      return { release: () => writeFile(join(dir, `${PREFIX}${highest + 1}`), RELEASED, { mode: 0o600 }) };
    }
  }
}

async function numbersIn(dir: string): Promise<number[]> {
  const names = await readdir(dir);
  return names.filter((name) => /^lock\.\d+$/.test(name)).map((name) => Number(name.slice(PREFIX.length)));
}

async function refuseIfHeld(dir: string, number: number): Promise<void> {
  const holder = await readHolder(join(dir, `${PREFIX}${number}`));
  if (holder === undefined || !(await runs(holder))) return;
  throw new AppError(
    "conflict",
    `the data directory ${dir} is used by another deployment, process ${holder.pid}`,
    {
      detail: "Stop that process, or give this deployment another data directory.",
    },
  );
}

async function readHolder(path: string) {
  try {
    return Holder.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined; // released, or lost with its holder in a crash of the machine
  }
}

/** Links a complete file into place, so that no reader sees half of it; false when another process was first. */
async function create(dir: string, number: number): Promise<boolean> {
  const draft = join(dir, `draft-${process.pid}-${crypto.randomUUID()}`);
  await writeFile(draft, JSON.stringify(await identify(process.pid)), { mode: 0o600 });
  try {
    await link(draft, join(dir, `${PREFIX}${number}`));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeBelow(dir: string, number: number): Promise<void> {
  const older = (await numbersIn(dir)).filter((other) => other < number);
  await Promise.all(older.map((other) => rm(join(dir, `${PREFIX}${other}`), { force: true })));
}
