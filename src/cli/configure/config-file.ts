import { constants } from "node:fs";
import {
  chmod,
  chown,
  copyFile,
  mkdir,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { AppError } from "../../wire/errors.ts";

const BOM = "\uFEFF";
const PRIVATE = 0o600;

/** A configuration file as it was read. */
export interface ConfigFile {
  /** Where it really is, behind symbolic links. */
  readonly path: string;
  /** Without the byte order mark; empty where there is no file. */
  readonly text: string;
  readonly bytes: Buffer | undefined;
}

/** Throws AppError "forbidden" where it cannot be read, "invalid" where it is no text in UTF-8. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const real = await realPath(path);
  const bytes = await bytesOf(real);
  return { path: real, text: bytes === undefined ? "" : textOf(real, bytes), bytes };
}

/** The copy that was made before the file was first written; undefined where there is none. */
export async function readBackup({ path }: ConfigFile): Promise<string | undefined> {
  const bytes = await bytesOf(backupPath(path));
  return bytes === undefined ? undefined : textOf(path, bytes);
}

export const backupPath = (path: string): string => `${path}.coder-backup`;

/**
 * Puts the text in the place of what was read, in one step and with the file's mode; a file that was not there is for
 * its owner only. Throws AppError "conflict" when it has changed since it was read.
 */
export async function writeConfigFile(file: ConfigFile, text: string): Promise<void> {
  await mkdir(dirname(file.path), { recursive: true });
  const draft = join(dirname(file.path), `.coder-${process.pid}-${crypto.randomUUID()}.tmp`);
  try {
    await writeDraft(draft, file, markOf(file) + text);
    const current = await bytesOf(file.path);
    if (!sameBytes(current, file.bytes)) {
      throw new AppError("conflict", `${file.path} changed while it was being edited; run this again`);
    }
    await rename(draft, file.path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes a file away that was made by this program. */
export async function deleteConfigFile({ path }: ConfigFile): Promise<void> {
  await rm(path, { force: true });
}

/** Copies the file once, with its mode; a copy that is there stays. */
export async function backUp(file: ConfigFile): Promise<void> {
  if (file.bytes === undefined) return;
  try {
    await copyFile(file.path, backupPath(file.path), constants.COPYFILE_EXCL);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
}

/** Once the file is what it was, its copy is of no more use. */
export async function dropBackup({ path }: ConfigFile): Promise<void> {
  await rm(backupPath(path), { force: true });
}

async function writeDraft(draft: string, { path, bytes }: ConfigFile, text: string): Promise<void> {
  const handle = await open(draft, "wx", PRIVATE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (bytes === undefined) return;
  const { mode, uid, gid } = await stat(path);
  await chmod(draft, mode & 0o7777);
  // Only root may give a file away, and only root may have to.
  await chown(draft, uid, gid).catch(() => undefined);
}

const markOf = ({ bytes }: ConfigFile): string =>
  bytes?.toString("utf8").startsWith(BOM) === true ? BOM : "";

const sameBytes = (one: Buffer | undefined, other: Buffer | undefined): boolean =>
  one === undefined || other === undefined ? one === other : one.equals(other);

function textOf(path: string, bytes: Buffer): string {
  try {
    // The decoder takes the byte order mark away.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError("invalid", `${path} is no text in UTF-8; nothing was written`, { cause: error });
  }
}

async function bytesOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return undefined;
    throw new AppError("forbidden", `cannot read ${path}`, { cause: error });
  }
}

/** A link that leads nowhere yet is followed too. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const target = await readlink(path).catch(() => undefined);
    return target === undefined ? path : await realPath(resolve(dirname(path), target));
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
