import assert from "node:assert/strict";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { applyWish, type Job } from "./apply.ts";
import { readConfigFile, writeConfigFile } from "./config-file.ts";
import { claudeDesktop } from "./targets/claude-desktop.ts";
import { codex } from "./targets/codex.ts";
import { cursor } from "./targets/cursor.ts";
import { opencode } from "./targets/opencode.ts";
import type { ClientTarget } from "./target.ts";

const homes: string[] = [];
after(() => Promise.all(homes.map((home) => rm(home, { recursive: true, force: true }))));

const SERVER = { command: "coder", args: ["exp", "mcp", "server"], env: {} };
const OTHER = { ...SERVER, env: { CODER_URL: "https://coder.example.com" } };

/** A home directory, with one file in it. */
async function homeWith(path: string, text?: string | Buffer): Promise<{ home: string; file: string }> {
  const home = await mkdtemp(join(tmpdir(), "coder-configure-"));
  homes.push(home);
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  if (text !== undefined) await writeFile(file, text);
  return { home, file };
}

function jobFor(
  target: ClientTarget,
  home: string,
  change: Partial<Job> & { server?: typeof OTHER | undefined } = {},
): Job {
  const server = "server" in change ? change.server : SERVER;
  const entry = server === undefined ? undefined : target.local(server, "coder");
  const machine = { platform: process.platform, home, env: {}, project: join(home, "project") };
  const wish = { target, name: "coder", entry, withCompanion: false, force: false };
  const signal = AbortSignal.timeout(10_000);
  return { machine, scope: "user", dryRun: false, signal, wish, ...change };
}

const LINUX_ONLY = { skip: process.platform === "win32" ? "modes and links of Unix" : false };
const CURSOR = ".cursor/mcp.json";
const THEIRS = '{"mcpServers": {"a": {"command": "b"}}}';

describe("writing a client's file", () => {
  it("makes a file that only its owner reads, and its directory", LINUX_ONLY, async () => {
    const { home, file } = await homeWith("x/y");
    const applied = await applyWish(jobFor(codex, home));
    assert.equal(applied.path, join(home, ".codex", "config.toml"));
    assert.equal((await stat(applied.path)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(join(home, ".codex")), ["config.toml"]);
    assert.equal(applied.backup, undefined);
    assert.notEqual(file, applied.path);
  });

  it("keeps the mode of a file that is there, and follows links", LINUX_ONLY, async () => {
    const { home, file } = await homeWith("dotfiles/mcp.json", THEIRS);
    await chmod(file, 0o640);
    const link = join(home, CURSOR);
    await mkdir(dirname(link));
    await symlink("../dotfiles/mcp.json", link);
    await applyWish(jobFor(cursor, home));
    assert.equal(await readlink(link), "../dotfiles/mcp.json");
    assert.equal((await stat(file)).mode & 0o777, 0o640);
    assert.match(await readFile(file, "utf8"), /"coder"/);
  });

  it("writes where a link leads that has no file yet", LINUX_ONLY, async () => {
    const { home, file } = await homeWith("dotfiles/mcp.json");
    const link = join(home, CURSOR);
    await mkdir(dirname(link));
    await symlink(file, link);
    await applyWish(jobFor(cursor, home));
    assert.match(await readFile(file, "utf8"), /"coder"/);
    assert.equal(await readlink(link), file);
  });

  it("keeps a byte order mark", async () => {
    const { home, file } = await homeWith(CURSOR, `\uFEFF${THEIRS}`);
    await applyWish(jobFor(cursor, home));
    assert.match(await readFile(file, "utf8"), /^\uFEFF\{"mcpServers": .*"coder"/);
    await applyWish(jobFor(cursor, home, { server: undefined }));
    assert.equal(await readFile(file, "utf8"), `\uFEFF${THEIRS}`);
  });

  it("copies what was there once, and drops the copy when it is restored", async () => {
    const { home, file } = await homeWith(CURSOR, '{ "x": 1 }');
    const first = await applyWish(jobFor(cursor, home));
    assert.equal(first.backup, `${file}.coder-backup`);
    await applyWish(jobFor(cursor, home, { server: OTHER }));
    assert.equal(await readFile(`${file}.coder-backup`, "utf8"), '{ "x": 1 }');
    await applyWish(jobFor(cursor, home, { server: undefined }));
    assert.equal(await readFile(file, "utf8"), '{ "x": 1 }');
    assert.deepEqual(await readdir(dirname(file)), ["mcp.json"]);
  });

  it("keeps what a user changed since, and the copy", async () => {
    const { home, file } = await homeWith(CURSOR, '{ "x": 1 }\n');
    await applyWish(jobFor(cursor, home));
    const changed = (await readFile(file, "utf8")).replace('"x": 1', '"x": 2');
    await writeFile(file, changed);
    const removed = await applyWish(jobFor(cursor, home, { server: undefined }));
    assert.deepEqual(JSON.parse(await readFile(file, "utf8")), { x: 2, mcpServers: {} });
    assert.equal(removed.backup, `${file}.coder-backup`);
  });

  it("takes a file away that had nothing else in it", async () => {
    const { home } = await homeWith("x");
    const { path } = await applyWish(jobFor(codex, home));
    await applyWish(jobFor(codex, home, { server: OTHER }));
    await applyWish(jobFor(codex, home, { server: undefined }));
    assert.deepEqual(await readdir(dirname(path)), []);
  });

  it("does not touch a file that is as it should be", async () => {
    const { home } = await homeWith("x");
    const { path } = await applyWish(jobFor(codex, home));
    const { ino, mtimeMs } = await stat(path);
    assert.equal((await applyWish(jobFor(codex, home))).outcome, "unchanged");
    assert.equal(
      (await applyWish(jobFor(codex, home, { dryRun: true, server: undefined }))).outcome,
      "removed",
    );
    assert.deepEqual([(await stat(path)).ino, (await stat(path)).mtimeMs], [ino, mtimeMs]);
  });

  for (const [what, target, path, bytes] of [
    ["a broken file", cursor, CURSOR, '{"mcpServers": '],
    ["comments in strict JSON", claudeDesktop, "Claude/claude_desktop_config.json", "{\n  // no\n}"],
    [
      "an entry of someone else",
      cursor,
      CURSOR,
      '{"mcpServers": {"coder": {"url": "https://decoder.example"}}}',
    ],
    ["servers that are no object", cursor, CURSOR, '{"mcpServers": ["coder"]}'],
    ["bytes that are no text", cursor, CURSOR, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    [
      "TOML with servers on one line",
      codex,
      ".codex/config.toml",
      'mcp_servers = { a = { command = "x" } }\n',
    ],
  ] as const) {
    it(`leaves ${what} alone, without a copy`, async () => {
      const place = target === claudeDesktop ? `.config/${path}` : path;
      const { home, file } = await homeWith(place, bytes);
      const machine = { platform: "linux", home, env: {}, project: home } as const;
      await assert.rejects(applyWish(jobFor(target, home, { machine })), {
        name: "AppError",
        message: new RegExp(file),
      });
      assert.deepEqual(await readFile(file), Buffer.from(bytes));
      assert.equal((await readdir(dirname(file))).length, 1);
    });
  }

  it("does not write over what changed meanwhile", async () => {
    const { file } = await homeWith(CURSOR, THEIRS);
    const read = await readConfigFile(file);
    await writeFile(file, "{}");
    await assert.rejects(writeConfigFile(read, "mine"), { code: "conflict" });
    assert.deepEqual(await readdir(dirname(file)), ["mcp.json"]);
    assert.equal(await readFile(file, "utf8"), "{}");
  });

  it("takes the one of several files that is there", async () => {
    const { home, file } = await homeWith(".config/opencode/opencode.json", "{}");
    assert.equal((await applyWish(jobFor(opencode, home))).path, file);
  });

  it("puts a project's entry in the project", async () => {
    const { home } = await homeWith("project/x");
    const { path } = await applyWish(jobFor(cursor, home, { scope: "project" }));
    assert.equal(path, join(home, "project", CURSOR));
    await assert.rejects(applyWish(jobFor(claudeDesktop, home, { scope: "project" })), {
      code: "unsupported",
    });
  });
});
