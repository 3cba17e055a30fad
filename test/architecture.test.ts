import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, it } from "node:test";

/** Folder -> the folders it may import. Read top to bottom: a folder knows only those above it. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  wire: ["lib"],
  rules: ["wire", "lib"],
  config: ["lib"],
  client: ["rules", "wire", "lib"],
  tools: ["client", "wire", "lib"],
  mcp: ["tools", "client", "wire", "lib"],
  db: ["wire", "lib"],
  provisioners: ["wire", "lib"],
  workspaces: ["db", "provisioners", "wire", "lib"],
  oauth: ["db", "wire", "lib"],
  api: ["workspaces", "oauth", "wire", "lib"],
  agent: ["rules", "wire", "lib"],
  server: [
    "api",
    "oauth",
    "mcp",
    "tools",
    "client",
    "workspaces",
    "provisioners",
    "db",
    "config",
    "agent",
    "wire",
    "lib",
  ],
  cli: ["server", "agent", "mcp", "client", "config", "wire", "lib"],
};

/** Package -> the only folders that may import it, so that replacing one is a change in one place. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@clack/prompts": ["cli"],
  "@hono/node-server": ["server"],
  "@modelcontextprotocol/server": ["mcp"],
  commander: ["cli"],
  hono: ["api", "oauth", "server"],
  "oidc-provider": ["oauth"],
  "jsonc-parser": ["cli"],
  kysely: ["db", "workspaces", "oauth", "server"],
  pg: ["db", "server"],
  "pg-boss": ["workspaces"],
  "prom-client": ["server"],
  pino: ["cli", "server"],
  "tar-stream": ["wire"],
  "toml-eslint-parser": ["cli"],
  ws: ["lib", "client", "agent", "server"],
  yaml: ["cli", "provisioners", "server"],
  zod: [
    "rules",
    "wire",
    "config",
    "tools",
    "mcp",
    "api",
    "oauth",
    "client",
    "provisioners",
    "db",
    "agent",
    "workspaces",
    "cli",
  ],
};

const IMPORT =
  /^(?:import|export)\b[^;"]*\bfrom "(?<path>[^"]+)"|^import "(?<effect>[^"]+)"|\bimport\(\s*"(?<lazy>[^"]+)"/gm;

const folderOf = (file: string): string => file.split("/")[1] ?? "";

/** `@scope/name/sub` and `name/sub` are parts of the packages `@scope/name` and `name`. */
const packageOf = (path: string): string =>
  path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");

function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, "utf8").matchAll(IMPORT)].map(
    ({ groups }) => groups?.["path"] ?? groups?.["effect"] ?? groups?.["lazy"] ?? "",
  );
}

function isAllowed(file: string, path: string): boolean {
  const from = folderOf(file);
  if (path.startsWith("node:")) return true;
  if (!path.startsWith(".")) return PACKAGES[packageOf(path)]?.includes(from) === true;
  const to = folderOf(posix.join(posix.dirname(file), path));
  return to === from || FOLDERS[from]?.includes(to) === true;
}

const files = globSync("src/**/*.ts").filter((file) => !file.endsWith(".test.ts"));

describe("imports go one way", () => {
  it("finds the sources", () => assert.ok(files.length > 100));

  for (const file of files) {
    it(`${file} imports only what its folder may`, () => {
      const forbidden = importsOf(file).filter((path) => !isAllowed(file, path));
      assert.deepEqual(forbidden, []);
    });
  }
});

const SITE_PACKAGES = [
  "react",
  "react-dom",
  "zod",
  "@tanstack/react-query",
  "wouter",
  "uplot",
  "markdown-to-jsx",
  "@xterm/xterm",
  "@xterm/addon-fit",
];

describe("the site", () => {
  const pages = globSync("site/**/*.{ts,tsx}");

  it("is found", () => assert.ok(pages.length > 10));

  for (const file of pages) {
    it(`${file} imports only the site, its libraries and src/wire`, () => {
      const allowed = (path: string): boolean =>
        path.startsWith(".")
          ? /^(?:site|src\/wire)\//.test(posix.join(posix.dirname(file), path))
          : SITE_PACKAGES.includes(packageOf(path));
      assert.deepEqual(
        importsOf(file).filter((path) => !allowed(path)),
        [],
      );
    });
  }
});

describe("tables", () => {
  it("name every folder of src, and no other", () => {
    const folders = new Set(files.map((file) => folderOf(file)));
    assert.deepEqual([...folders].toSorted(), Object.keys(FOLDERS).toSorted());
  });

  it("let a folder know only those above it", () => {
    const order = Object.keys(FOLDERS);
    for (const [folder, known] of Object.entries(FOLDERS)) {
      const below = known.filter((other) => order.indexOf(other) >= order.indexOf(folder));
      assert.deepEqual(below, [], `${folder} may not import what stands below it`);
    }
  });

  it("name only packages that package.json depends on", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    assert.deepEqual(
      Object.keys(PACKAGES).filter((name) => !(name in dependencies)),
      [],
    );
  });
});
