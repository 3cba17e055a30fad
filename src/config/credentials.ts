import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "./setting.ts";

/** What `coder login` keeps, in the files `url` and `session` of Coder's own CLI. */
export interface Credentials {
  readonly url: string;
  readonly token: string;
  /** Of a login whose token lives an hour; in the file `oauth.json`. */
  readonly renewal?: Renewal;
}

/** How a login of the device flow gets its next token. */
export type Renewal = z.infer<typeof Renewal>;
const Renewal = z.object({
  /** The id of the token that it renews: another program may have stored another token since. */
  key_id: z.string(),
  client_id: z.string(),
  refresh_token: z.string(),
  expires_at: z.iso.datetime(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url().optional(),
});

/** The first half of a token, which is no secret. */
export const keyIdOf = (token: string): string => token.split("-")[0] ?? "";

/** The stored URL and token; either is empty when it is not there. ConfigError when a file cannot be read. */
export async function readCredentials(dir: string): Promise<Credentials> {
  const [url, token] = await Promise.all([readTrimmed(join(dir, "url")), readTrimmed(join(dir, "session"))]);
  if (url !== "" && !URL.canParse(url)) {
    throw new ConfigError(
      `${join(dir, "url")} holds no URL; run \`coder login <url>\` again, or remove the file`,
    );
  }
  const renewal = token === "" ? undefined : await readRenewal(dir, token);
  return { url: url.replace(/\/+$/, ""), token, ...(renewal !== undefined && { renewal }) };
}

/** Undefined also for a file that is damaged: the token then works until it ends. */
async function readRenewal(dir: string, token: string): Promise<Renewal | undefined> {
  const text = await readTrimmed(join(dir, RENEWAL_FILE));
  if (text === "") return undefined;
  const { data } = z
    .string()
    .transform((json): unknown => {
      try {
        return JSON.parse(json);
      } catch {
        return undefined;
      }
    })
    .pipe(Renewal)
    .safeParse(text);
  return data?.key_id === keyIdOf(token) ? data : undefined;
}

const RENEWAL_FILE = "oauth.json";

/** Stores both, readable by this user only; at no time does a token stand beside the URL of another deployment. */
export async function writeCredentials(dir: string, { url, token, renewal }: Credentials): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if ((await readTrimmed(join(dir, "url"))) !== url) {
    await rm(join(dir, "session"), { force: true });
    await writeWhole(join(dir, "url"), url);
  }
  if (renewal === undefined) await rm(join(dir, RENEWAL_FILE), { force: true });
  else await writeWhole(join(dir, RENEWAL_FILE), `${JSON.stringify(renewal, undefined, 2)}\n`);
  await writeWhole(join(dir, "session"), token);
}

/** Forgets both, and the organization that Coder's CLI keeps beside them. */
export async function forgetCredentials(dir: string): Promise<void> {
  const names = ["session", RENEWAL_FILE, "url", "organization"];
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
