import { createHash, hash } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { WriteResult } from "../../wire/agent-files.ts";

const KEPT = 1000;

const Entry = z.object({
  digest: z.string(),
  /** Where the body's bytes are in the file once the write has been applied. */
  effect: z.object({
    path: z.string(),
    start: z.int(),
    size: z.int(),
    sha256: z.string(),
    created: z.boolean(),
  }),
  /** Null while the write is being applied. */
  result: WriteResult.nullable(),
});
export type JournalEntry = z.infer<typeof Entry>;

/** Remembers writes by idempotency key on disk, so that a repeated one is not applied twice. */
export interface WriteJournal {
  readonly find: (key: string) => Promise<JournalEntry | undefined>;
  readonly save: (key: string, entry: JournalEntry) => Promise<void>;
  readonly forget: (key: string) => Promise<void>;
}

/** A journal in `root`, bounded to the newest thousand keys. */
export function createWriteJournal(root: string): WriteJournal {
  const pathOf = (key: string) => join(root, `${hash("sha256", key, "hex")}.json`);
  return {
    find: async (key) => {
      const text = await readFile(pathOf(key), "utf8").catch(() => undefined);
      return text === undefined ? undefined : Entry.parse(JSON.parse(text));
    },
    save: async (key, entry) => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      await writeFile(`${pathOf(key)}.tmp`, JSON.stringify(entry), { mode: 0o600 });
      await rename(`${pathOf(key)}.tmp`, pathOf(key));
      await prune(root);
    },
    forget: async (key) => await rm(pathOf(key), { force: true }),
  };
}

async function prune(root: string): Promise<void> {
  const names = await readdir(root);
  if (names.length <= KEPT * 1.1) return;
  const aged = await Promise.all(
    names.map(async (name) => {
      const path = join(root, name);
      const found = await stat(path).catch(() => undefined);
      return { path, time: found?.mtimeMs ?? 0 };
    }),
  );
  const old = aged.toSorted((a, b) => b.time - a.time).slice(KEPT);
  await Promise.all(old.map(async ({ path }) => await rm(path, { force: true })));
}

/** Tells, after a crash in the middle, whether an entry's write reached the file. */
export async function wasApplied({ effect }: JournalEntry): Promise<boolean> {
  const handle = await open(effect.path, "r").catch(() => undefined);
  if (handle === undefined) return false;
  try {
    if ((await handle.stat()).size !== effect.start + effect.size) return false;
    const digest = createHash("sha256");
    const options = { start: effect.start, autoClose: false };
    for await (const chunk of handle.createReadStream(options)) digest.update(chunk);
    return digest.digest("hex") === effect.sha256;
  } finally {
    await handle.close();
  }
}
