import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Asset, LoadAsset } from "../api/pages/page-deps.ts";
import { once } from "../lib/once.ts";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import { AppError } from "../wire/errors.ts";
import type { RenderPage } from "../wire/pages.ts";

export interface Site {
  readonly renderPage: RenderPage;
  readonly assets: ReadonlyMap<string, LoadAsset>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Loads the built pages; their files are read once, when they are first asked for; AppError precondition when they are not built. */
export async function loadSite(dir = join(PACKAGE_ROOT, "dist", "site")): Promise<Site> {
  const program = join(dir, "render.mjs");
  if (!existsSync(program))
    throw new AppError("precondition", `the bundle of the pages ${program} is missing`, {
      detail: "run `npm run bundle`",
    });
  const [module, assets] = await Promise.all([
    import(pathToFileURL(program).href),
    findAssets(join(dir, "client", "assets")),
  ]);
  const { renderPage }: { readonly renderPage: RenderPage } = module;
  return { renderPage, assets };
}

async function findAssets(dir: string): Promise<ReadonlyMap<string, LoadAsset>> {
  const names = (await readdir(dir)).filter((name) => extname(name) in TYPES);
  return new Map(
    names.map((name) => [`/assets/${name}`, once(async () => await loadAsset(join(dir, name)))]),
  );
}

async function loadAsset(path: string): Promise<Asset> {
  const body = new Uint8Array(await readFile(path));
  const zipped = new Uint8Array(await promisify(gzip)(body));
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  return { type, body, gzip: zipped.byteLength < body.byteLength ? zipped : undefined };
}
