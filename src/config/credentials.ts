import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "./setting.ts";

/** What `coder login` keeps, in the files `url` and `session` of Coder's own CLI. */
export interface Credentials {
  readonly url: string;
  readonly token: string;
}

/** The stored URL and token; either is empty when it is not there. ConfigError when a file cannot be read. */
export async function readCredentials(dir: string): Promise<Credentials> {
  const [url, token] = await Promise.all([readTrimmed(join(dir, "url")), readTrimmed(join(dir, "session"))]);
  if (url !== "" && !URL.canParse(url)) {
    throw new ConfigError(
      `${join(dir, "url")} holds no URL; run \`coder login <url>\` again, or remove the file`,
    );
  }
  return { url: url.replace(/\/+$/, ""), token };
}

/** Stores both, readable by this user only; each file is whole at any time. */
export async function writeCredentials(dir: string, { url, token }: Credentials): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeWhole(join(dir, "url"), url);
  await writeWhole(join(dir, "session"), token);
}

/** Forgets both; true if there was anything to forget. */
export async function forgetCredentials(dir: string): Promise<boolean> {
  const before = await readCredentials(dir).catch(() => ({ url: "?", token: "?" }));
  await Promise.all(["url", "session"].map((name) => rm(join(dir, name), { force: true })));
  return before.url !== "" || before.token !== "";
}

async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}

async function readTrimmed(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw new ConfigError(`cannot read ${path}`, { cause: error });
  }
}
