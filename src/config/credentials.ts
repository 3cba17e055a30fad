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

/** Stores both, readable by this user only; at no time does a token stand beside the URL of another deployment. */
export async function writeCredentials(dir: string, { url, token }: Credentials): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if ((await readTrimmed(join(dir, "url"))) !== url) {
    await rm(join(dir, "session"), { force: true });
    await writeWhole(join(dir, "url"), url);
  }
  await writeWhole(join(dir, "session"), token);
}

/** Forgets both, and the organization that Coder's CLI keeps beside them. */
export async function forgetCredentials(dir: string): Promise<void> {
  const names = ["session", "url", "organization"];
  await Promise.all(names.map((name) => rm(join(dir, name), { force: true })));
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
