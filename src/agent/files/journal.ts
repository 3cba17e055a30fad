import { hash } from "node:crypto";
import { readFile, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { saveWhole } from "../save-whole.ts";

const KEPT = 1000;
/** Looking at all entries takes longer than saving one, so it is done now and then. */
const SAVES_TO_A_LOOK = 100;

/** Remembers on disk what was done under an idempotency key, so that a repeated call does not do it again. */
export interface Journal<Entry> {
  readonly find: (key: string) => Promise<Entry | undefined>;
  readonly save: (key: string, entry: Entry) => Promise<void>;
  readonly forget: (key: string) => Promise<void>;
}

/** A journal in `root`, bounded to the newest thousand keys or a few more. */
export function createJournal<Entry>(root: string, schema: z.ZodType<Entry>): Journal<Entry> {
  const pathOf = (key: string) => join(root, `${hash("sha256", key, "hex")}.json`);
  let saves = 0;
  return {
    find: async (key) => {
      const text = await readFile(pathOf(key), "utf8").catch(() => undefined);
      return text === undefined ? undefined : schema.parse(JSON.parse(text));
    },
    save: async (key, entry) => {
      await saveWhole(pathOf(key), JSON.stringify(entry));
      if (saves % SAVES_TO_A_LOOK === 0) await prune(root);
      saves += 1;
    },
    forget: async (key) => await rm(pathOf(key), { force: true }),
  };
}

async function prune(root: string): Promise<void> {
  const names = await readdir(root);
  if (names.length <= KEPT) return;
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
