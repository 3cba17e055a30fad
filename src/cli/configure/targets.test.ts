import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, test } from "node:test";
import * as fc from "fast-check";
import { FORMATS } from "./formats/formats.ts";
import { placesOf, type Machine } from "./machine.ts";
import { entryAt, planEntry, planRemoval, spotOf, type Wish } from "./plan.ts";
import { remoteEntryOf } from "./servers.ts";
import type { ClientTarget } from "./target.ts";
import { TARGETS } from "./targets.ts";

const LINUX: Machine = { platform: "linux", home: "/home/ann", env: {}, project: "/home/ann/site" };
const MAC: Machine = { platform: "darwin", home: "/Users/ann", env: {}, project: "/Users/ann/site" };
const WINDOWS: Machine = {
  platform: "win32",
  home: String.raw`C:\Users\ann`,
  env: { APPDATA: String.raw`C:\Users\ann\AppData\Roaming` },
  project: String.raw`C:\site`,
};

const MAC_DATA = "/Users/ann/Library/Application Support";
const ROAMING = String.raw`C:\Users\ann\AppData\Roaming`;
const STORAGE = "Code/User/globalStorage";

/** Client -> its file on Linux, macOS and Windows; one without `~` stands below where programs keep their data. */
const FILES: Readonly<Record<string, string | readonly [string, string, string]>> = {
  "claude-desktop": "Claude/claude_desktop_config.json",
  "claude-code": "~/.claude.json",
  cursor: "~/.cursor/mcp.json",
  vscode: "Code/User/mcp.json",
  "vscode-insiders": "Code - Insiders/User/mcp.json",
  "copilot-cli": "~/.copilot/mcp-config.json",
  zed: ["~/.config/zed/settings.json", "~/.config/zed/settings.json", "Zed/settings.json"],
  windsurf: "~/.codeium/windsurf/mcp_config.json",
  devin: ["~/.config/devin/mcp_config.json", "~/.config/devin/mcp_config.json", "devin/mcp_config.json"],
  codex: "~/.codex/config.toml",
  gemini: "~/.gemini/settings.json",
  opencode: "~/.config/opencode/opencode.jsonc",
  goose: ["~/.config/goose/config.yaml", "~/.config/goose/config.yaml", "Block/goose/config/config.yaml"],
  cline: `${STORAGE}/saoudrizwan.claude-dev/settings/cline_mcp_settings.json`,
  "cline-cli": "~/.cline/data/settings/cline_mcp_settings.json",
  "roo-code": `${STORAGE}/rooveterinaryinc.roo-cline/settings/mcp_settings.json`,
  "kilo-code": "~/.config/kilo/kilo.jsonc",
  continue: "~/.continue/config.yaml",
  jetbrains: "~/.junie/mcp/mcp.json",
  amp: "~/.config/amp/settings.json",
  kiro: "~/.kiro/settings/mcp.json",
  "lm-studio": "~/.lmstudio/mcp.json",
  "qwen-code": "~/.qwen/settings.json",
};

const expand = (path: string, home: string, data: string): string =>
  path.startsWith("~") ? `${home}${path.slice(1)}` : `${data}/${path}`;

const expectedOf = (id: string): readonly string[] => {
  const known = FILES[id] ?? "";
  const [linux, mac, windows] = typeof known === "string" ? [known, known, known] : known;
  return [
    expand(linux, "/home/ann", "/home/ann/.config"),
    expand(mac, "/Users/ann", MAC_DATA),
    expand(windows, WINDOWS.home, ROAMING).replaceAll("/", "\\"),
  ];
};

/** Client -> a file as its users have it; the others have the commonest form. */
const GOLDEN: Readonly<Record<string, string>> = {
  "claude-desktop": "claude-desktop.json",
  "claude-code": "claude.json",
  vscode: "vscode.jsonc",
  "vscode-insiders": "vscode.jsonc",
  zed: "zed.jsonc",
  codex: "codex.toml",
  gemini: "gemini.jsonc",
  "qwen-code": "gemini.jsonc",
  opencode: "opencode.jsonc",
  "kilo-code": "opencode.jsonc",
  goose: "goose.yaml",
  continue: "continue.yaml",
  amp: "amp.jsonc",
};

const goldenOf = ({ id }: ClientTarget): string =>
  readFileSync(join(import.meta.dirname, "golden", GOLDEN[id] ?? "mcp.jsonc"), "utf8");

const LOCAL = {
  command: "/usr/local/bin/node",
  args: ["/opt/coder/main.js", "exp", "mcp", "server", "--workspace-filter", 'owner:me name:"a b"'],
  env: { CODER_CONFIG_DIR: String.raw`C:\Users\ann\coder` },
};
const URL = "https://coder.example.com/api/experimental/mcp/http?toolset=minimal";

/** Each way in which a client can be told of the server. */
function wishesOf(target: ClientTarget): readonly (readonly [string, Wish])[] {
  const wish = { target, name: "coder", force: false };
  const remote = (variable?: string) => remoteEntryOf(target, "coder", { url: URL, variable });
  const canLogIn = target.remote !== undefined && target.login !== undefined;
  const hasToken = target.remote !== undefined && target.whyNoToken === undefined;
  return [
    ["local", { ...wish, entry: target.local(LOCAL, "coder"), withCompanion: false }],
    ...(canLogIn ? [["remote", { ...wish, entry: remote(), withCompanion: false }] as const] : []),
    ...(hasToken
      ? [["token", { ...wish, entry: remote("CODER_SESSION_TOKEN"), withCompanion: true }] as const]
      : []),
  ];
}

const servers = (text: string, { format, path }: ClientTarget): unknown =>
  path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), FORMATS[format].parse(text));

describe("paths", () => {
  for (const target of TARGETS) {
    it(`${target.id} has its file where each system keeps it`, () => {
      const found = [LINUX, MAC, WINDOWS].map((machine) => target.userFiles(placesOf(machine))[0]);
      assert.deepEqual(found, expectedOf(target.id));
    });
  }

  for (const [id, variable, path] of [
    ["claude-code", "CLAUDE_CONFIG_DIR", "/etc/x/.claude.json"],
    ["codex", "CODEX_HOME", "/etc/x/config.toml"],
    ["copilot-cli", "COPILOT_HOME", "/etc/x/mcp-config.json"],
    ["cline-cli", "CLINE_DIR", "/etc/x/data/settings/cline_mcp_settings.json"],
    ["opencode", "XDG_CONFIG_HOME", "/etc/x/opencode/opencode.jsonc"],
    ["zed", "XDG_CONFIG_HOME", "/etc/x/zed/settings.json"],
  ] as const) {
    it(`${id} goes where ${variable} says`, () => {
      const target = TARGETS.find((one) => one.id === id);
      assert.deepEqual(target?.userFiles(placesOf({ ...LINUX, env: { [variable]: "/etc/x" } }))[0], path);
    });
  }
});

describe("entries", () => {
  for (const target of TARGETS) {
    test(`${target.id} is told as its snapshot says`, (t) => {
      const entries = wishesOf(target).map(([kind, { entry }]) => [kind, entry]);
      t.assert.snapshot(Object.fromEntries(entries));
    });

    it(`${target.id} refuses what it cannot do with the reason and another way`, () => {
      const refused = { code: "unsupported", detail: /: |add --token/ };
      if (target.remote === undefined) {
        assert.throws(() => remoteEntryOf(target, "coder", { url: URL }), refused);
      } else if (target.whyNoToken !== undefined) {
        assert.throws(() => remoteEntryOf(target, "coder", { url: URL, variable: "T" }), refused);
      }
      if (target.login === undefined) {
        assert.throws(() => remoteEntryOf(target, "coder", { url: URL }), { code: "unsupported" });
      }
    });
  }
});

describe("files that users have", () => {
  for (const target of TARGETS) {
    for (const [kind, wish] of wishesOf(target)) {
      const before = goldenOf(target);
      const file = { path: "file", text: before };
      const after = planEntry(file, wish).text ?? "";

      it(`${target.id} ${kind}: the entry is there, every line of before as well`, () => {
        const lines = new Set(after.split("\n").map((line) => line.trim().replace(/,$/, "")));
        const gone = before.split("\n").filter((line) => !lines.has(line.trim().replace(/,$/, "")));
        // What has no line of its own: the comma in front of a comment.
        assert.deepEqual(
          gone.filter((line) => !/\S \/[/*]/.test(line)),
          [],
        );
        assert.deepEqual(entryAt(after, target, spotOf(target, "coder")), wish.entry);
        assert.equal(
          Object.keys(Object(servers(after, target))).length,
          Object.keys(Object(servers(before, target))).length + 1,
        );
      });

      it(`${target.id} ${kind}: a second run changes nothing`, () => {
        assert.deepEqual(planEntry({ path: "file", text: after }, wish), {
          outcome: "unchanged",
          text: after,
        });
      });

      it(`${target.id} ${kind}: taking it out gives the file back byte for byte`, () => {
        const removed = planRemoval({ path: "file", text: after }, wish, undefined);
        assert.deepEqual(removed, { outcome: "removed", text: before });
      });

      it(`${target.id} ${kind}: a file of its own goes with the entry`, () => {
        const own = planEntry({ path: "file", text: "" }, wish);
        assert.equal(own.outcome, "added");
        assert.equal(planRemoval({ path: "file", text: own.text ?? "" }, wish, undefined).text, undefined);
      });
    }

    it(`${target.id}: every way can follow every other`, () => {
      const wishes = wishesOf(target);
      for (const [, first] of wishes) {
        const text = planEntry({ path: "file", text: goldenOf(target) }, first).text ?? "";
        for (const [kind, next] of wishes) {
          const then = planEntry({ path: "file", text }, next).text ?? "";
          assert.deepEqual(entryAt(then, target, spotOf(target, "coder")), next.entry, kind);
        }
      }
    });
  }

  it("what a user added to the entry stays", () => {
    const [target] = TARGETS.filter(({ id }) => id === "roo-code");
    assert.ok(target !== undefined);
    const text = JSON.stringify({
      mcpServers: { coder: { command: "coder", args: ["exp", "mcp", "server"], alwaysAllow: ["read_file"] } },
    });
    const [, [, wish] = []] = wishesOf(target);
    assert.ok(wish !== undefined);
    const after = planEntry({ path: "file", text }, wish).text ?? "";
    assert.deepEqual(entryAt(after, target, spotOf(target, "coder")), {
      ...wish.entry,
      alwaysAllow: ["read_file"],
    });
  });

  it("an entry that leads elsewhere is refused without --force", () => {
    const [target] = TARGETS;
    assert.ok(target !== undefined);
    const [[, wish] = []] = wishesOf(target);
    assert.ok(wish !== undefined);
    const file = { path: "f.json", text: '{"mcpServers":{"coder":{"command":"decoder"}}}' };
    assert.throws(() => planEntry(file, wish), { code: "conflict", message: /f\.json has an entry "coder"/ });
    assert.throws(() => planRemoval(file, wish, undefined), { code: "conflict" });
    assert.equal(planEntry(file, { ...wish, force: true }).outcome, "changed");
  });

  it("a broken file is named with line and column", () => {
    const [target] = TARGETS;
    assert.ok(target !== undefined);
    const [[, wish] = []] = wishesOf(target);
    assert.ok(wish !== undefined);
    const file = { path: "/x/claude.json", text: '{\n  "mcpServers": {},\n}\n' };
    assert.throws(() => planEntry(file, wish), {
      code: "invalid",
      message: /^\/x\/claude\.json:3:1: the file is broken/,
    });
  });
});

/** JSON in the form of some user: indentation, line ends, a mark of trailing commas, what stands last. */
const layouts = fc.record({
  value: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
  others: fc.dictionary(
    fc.string({ minLength: 1 }).filter((key) => key !== "coder"),
    fc.jsonValue({ maxDepth: 2 }),
  ),
  indent: fc.constantFrom(0, 2, 3, 4, "\t"),
  eol: fc.constantFrom("\n", "\r\n"),
  end: fc.constantFrom("", "\n", "\n\n"),
});

describe("any file", () => {
  for (const id of ["claude-code", "zed", "vscode", "amp"]) {
    const target = TARGETS.find((one) => one.id === id);
    it(`of ${id} is byte for byte as before after an entry came and went`, () => {
      assert.ok(target !== undefined);
      fc.assert(
        fc.property(layouts, fc.nat(2), ({ value, others, indent, eol, end }, way) => {
          const root = { ...value, [target.path[0] ?? ""]: others };
          const before = (JSON.stringify(root, undefined, indent) + end).replaceAll("\n", eol);
          const wish = wishesOf(target).at(way % wishesOf(target).length)?.[1];
          assert.ok(wish !== undefined);
          const added = planEntry({ path: "f", text: before }, wish);
          assert.deepEqual(entryAt(added.text ?? "", target, spotOf(target, "coder")), wish.entry);
          const removed = planRemoval({ path: "f", text: added.text ?? "" }, wish, before);
          assert.equal(removed.text, before);
        }),
        { numRuns: 25 },
      );
    });
  }
});
