import { readFile } from "node:fs/promises";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { build, type InlineConfig } from "vite";
import { z } from "zod";
import { modulesOf } from "./modules-of.ts";

/** What documents refer to: the script, the style and the icon. */
const ENTRIES = ["browser.tsx", "style.css", "icon.svg"];

const Manifest = z.record(z.string(), z.object({ file: z.string() }));

/**
 * Builds the pages into `out`: `client/` for browsers, and `render.mjs`, which makes the documents. Returns the paths of
 * the files that are in them.
 */
export async function bundleSite(root: string, out: string): Promise<readonly string[]> {
  const site = join(root, "site");
  const common: InlineConfig = {
    root: site,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: "warn",
    plugins: [react()],
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
  };
  const client = join(out, "client");
  const pages = await build({
    ...common,
    base: "/",
    build: {
      outDir: client,
      emptyOutDir: false,
      manifest: "manifest.json",
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: ENTRIES.map((name) => join(site, name)) },
    },
  });
  const [script, style, icon] = await pathsOf(client);
  const renderer = await build({
    ...common,
    define: {
      ...common.define,
      SITE_SCRIPT: JSON.stringify(script),
      SITE_STYLE: JSON.stringify(style),
      SITE_ICON: JSON.stringify(icon),
    },
    ssr: { noExternal: true },
    build: {
      outDir: out,
      emptyOutDir: false,
      ssr: true,
      minify: true,
      rolldownOptions: {
        input: { render: join(site, "render.tsx") },
        output: { entryFileNames: "[name].mjs" },
      },
    },
  });
  return [pages, renderer].flatMap((built) => ("output" in built ? modulesOf(built) : []));
}

/** Where browsers find the entries, in their order. */
async function pathsOf(client: string): Promise<readonly string[]> {
  const manifest = Manifest.parse(JSON.parse(await readFile(join(client, "manifest.json"), "utf8")));
  return ENTRIES.map((name) => {
    const file = manifest[name]?.file;
    if (file === undefined) throw new Error(`the build of the site has no ${name}`);
    return `/${file}`;
  });
}
