import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { z } from "zod";

const PackageFile = z.object({ name: z.string(), version: z.string(), license: z.string().optional() });

interface ThirdParty {
  readonly title: string;
  readonly license: string;
  readonly dir: string;
}

const RULE = "-".repeat(80);
const HEAD =
  "coder-mcp holds code of the packages below, each under the licence that follows its name.\n" +
  "coder-mcp itself is under the licence in LICENSE.\n";

/** Name, version and licence texts of every package that one of `moduleIds` (paths of bundled files) is of. */
export async function thirdPartyNotices(moduleIds: Iterable<string>): Promise<string> {
  const dirs = new Set([...moduleIds].flatMap((id) => packageDirOf(id) ?? []));
  const found = await Promise.all([...dirs].map(readPackage));
  const sorted = found.toSorted((one, other) => one.title.localeCompare(other.title, "en"));
  const byTitle = new Map(sorted.map((one) => [one.title, one]));
  const texts = await Promise.all([...byTitle.values()].map(noticeOf));
  return [HEAD, ...texts].join(`\n${RULE}\n\n`);
}

/** The folder behind the last `node_modules`; undefined for this project's own files and for what is made up. */
function packageDirOf(id: string): string | undefined {
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "");
  const marker = `${sep}node_modules${sep}`;
  const at = path.lastIndexOf(marker);
  if (at === -1 || !path.startsWith(sep)) return undefined;
  const words = path.slice(at + marker.length).split(sep);
  const name = words.slice(0, words[0]?.startsWith("@") === true ? 2 : 1);
  return join(path.slice(0, at), "node_modules", ...name);
}

async function readPackage(dir: string): Promise<ThirdParty> {
  const { name, version, license } = PackageFile.parse(
    JSON.parse(await readFile(join(dir, "package.json"), "utf8")),
  );
  return { title: `${name} ${version}`, license: license ?? "", dir };
}

async function noticeOf({ title, license, dir }: ThirdParty): Promise<string> {
  const texts = await licenseTexts(dir);
  if (texts.length === 0 && license === "") throw new Error(`${title} names no licence (${dir})`);
  const own =
    texts.length === 0 ? [`Its package has no licence text; its package.json says ${license}.`] : texts;
  return [`${title}${license === "" ? "" : ` (${license})`}`, ...own].join("\n\n").concat("\n");
}

/** The texts of the files that hold a licence or what it wants shown. */
async function licenseTexts(dir: string): Promise<readonly string[]> {
  const names = (await readdir(dir, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
  const texts = await Promise.all(names.map(async (name) => await readFile(join(dir, name), "utf8")));
  return texts.map((text) => text.replaceAll("\r\n", "\n").trim());
}
