import { createHash, randomUUID } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** Contents of files, each kept once, named by its SHA-256. */
export interface ContentStore {
  /** Keeps what the file holds at this moment, and names it. */
  readonly put: (path: string) => Promise<string>;
  /** Keeps `work` from losing the contents that it names until it is over. */
  readonly holding: <T>(work: (hold: (sha256: string) => string) => Promise<T>) => Promise<T>;
  /** Where a kept content is. */
  readonly pathOf: (sha256: string) => string;
  /** Bytes of all contents. */
  readonly size: () => Promise<number>;
  /** Removes every content that is neither named nor held. */
  readonly keepOnly: (wanted: ReadonlySet<string>) => Promise<void>;
}

export function openContentStore(root: string): ContentStore {
  const pathOf = (sha256: string): string => join(root, sha256.slice(0, 2), sha256);
  const held = new Set<ReadonlySet<string>>();
  let size: Promise<number> | undefined;
  return {
    pathOf,
    put: async (path) => {
      const { sha256, added } = await putFile(root, path, pathOf);
      size = size?.then((before) => before + added);
      return sha256;
    },
    holding: async (work) => {
      const own = new Set<string>();
      held.add(own);
      const hold = (sha256: string): string => {
        own.add(sha256);
        return sha256;
      };
      return await work(hold).finally(() => held.delete(own));
    },
    size: async () => await (size ??= measure(root, pathOf)),
    keepOnly: async (wanted) => {
      const kept = new Set([...wanted, ...[...held].flatMap((own) => [...own])]);
      const lost = (await namesIn(root)).filter((name) => !kept.has(name));
      await Promise.all(lost.map(async (name) => await rm(pathOf(name), { force: true })));
      size = undefined;
    },
  };
}

type PathOf = ContentStore["pathOf"];

async function putFile(
  root: string,
  path: string,
  pathOf: PathOf,
): Promise<{ readonly sha256: string; readonly added: number }> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  // The copy is what is named: the file itself may change while it is read.
  const draft = join(root, `${randomUUID()}.draft`);
  try {
    await copyFile(path, draft, constants.COPYFILE_FICLONE);
    const sha256 = await digestOf(draft);
    if ((await sizeOf(pathOf(sha256))) !== undefined) return { sha256, added: 0 };
    const added = (await sizeOf(draft)) ?? 0;
    await mkdir(join(root, sha256.slice(0, 2)), { recursive: true, mode: 0o700 });
    await rename(draft, pathOf(sha256));
    return { sha256, added };
  } finally {
    await rm(draft, { force: true });
  }
}

async function namesIn(root: string): Promise<readonly string[]> {
  const folders = (await readdir(root).catch(() => [])).filter((name) => name.length === 2);
  const lists = await Promise.all(
    folders.map(async (name) => await readdir(join(root, name)).catch(() => [])),
  );
  return lists.flat();
}

async function measure(root: string, pathOf: PathOf): Promise<number> {
  const sizes = (await namesIn(root)).map(async (name) => (await sizeOf(pathOf(name))) ?? 0);
  return (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

/** SHA-256 of a file's content, in hexadecimal. */
export async function digestOf(path: string): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(path), digest);
  return digest.digest("hex");
}
