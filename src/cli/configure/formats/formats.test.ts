import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Format, Spot } from "./format.ts";
import { FORMATS } from "./formats.ts";

const ENTRY = {
  command: "/usr/bin/coder",
  args: ["exp", "mcp", "server"],
  env: { CODER_URL: "https://c.example" },
};
const OTHER = { url: "https://c.example/mcp", enabled: true };

const servers: Spot = { path: ["mcpServers"], key: "coder" };
const tables: Spot = { path: ["mcp_servers"], key: "coder" };
const extensions: Spot = { path: ["extensions"], key: "coder" };
const list: Spot = { path: ["mcpServers"], key: "coder", nameField: "name" };

interface Sample {
  readonly name: string;
  readonly format: Format;
  readonly spot: Spot;
  readonly text: string;
}

const json = (name: string, text: string, format: Format = FORMATS.jsonc): Sample => ({
  name,
  format,
  spot: servers,
  text,
});
const toml = (name: string, text: string): Sample => ({ name, format: FORMATS.toml, spot: tables, text });
const yaml = (name: string, text: string, spot = extensions): Sample => ({
  name,
  format: FORMATS.yaml,
  spot,
  text,
});

/** Files that have the place for the entry, so that taking it out again leaves what was there. */
const SAMPLES: readonly Sample[] = [
  json("an empty object", '{\n  "mcpServers": {}\n}\n', FORMATS.json),
  json(
    "strict JSON",
    '{\n  "mcpServers": {\n    "a": { "command": "x" }\n  },\n  "theme": "dark"\n}\n',
    FORMATS.json,
  ),
  json(
    "tabs and CRLF",
    '{\r\n\t"mcpServers": {\r\n\t\t"a": {\r\n\t\t\t"command": "x"\r\n\t\t}\r\n\t}\r\n}\r\n',
  ),
  json("four spaces", '{\n    "x": 1,\n    "mcpServers": {\n        "a": {}\n    }\n}'),
  json("trailing commas", '{\n  "mcpServers": {\n    "a": { "b": [1,], },\n  },\n}\n'),
  json("a comment behind the comma", '{\n  "mcpServers": {\n    "a": {}, // mine\n  },\n}\n'),
  json(
    "a comment behind the value",
    '{\n  // all\n  "mcpServers": {\n    "a": {} // mine\n    // "b": {}\n  }\n}\n',
  ),
  json("a comment of several lines", '{\n  "mcpServers": {\n    "a": {} /* one\n two */\n  }\n}\n'),
  json("one line", '{"mcpServers": {"a": {"command": "x"}}, "z": 1}'),
  json("one line with a trailing comma", '{"mcpServers": {"a": {"command": "x"}, }}'),
  json("a bracket on the last line", '{ "mcpServers": {\n  "a": 1 } }\n'),
  json("two entries a line", '{\n  "mcpServers": {\n    "a": {}, "b": {}\n  }\n}\n'),
  json(
    "strings that look like syntax",
    '{\n  "//": "/* } */",\n  "mcpServers": {\n    "a,": { "x": "},\\"//" }\n  }\n}\n',
  ),
  toml("settings only", 'model = "gpt" # mine\n'),
  toml("nothing but a comment", "# my settings\n"),
  toml(
    "other servers",
    '# top\n[mcp_servers.a] # first\ncommand = "x"\n\n[mcp_servers.a.env]\nK = "v"\n\n# end\n',
  ),
  toml("CRLF", 'x = 1\r\n\r\n[t]\r\ny = """\r\n[mcp_servers.coder]\r\n"""\r\n'),
  toml("no final line break", '[projects."/home/me"]\ntrust_level = "trusted"'),
  toml("several empty lines at the end", "x = 1\n\n\n"),
  yaml("a map", "# goose\nextensions:\n  a: # one\n    cmd: x\n    args: [1, 2]\n# end\nGOOSE_MODEL: x\n"),
  yaml("an empty map", "extensions: {} # none\nz: 1\n"),
  yaml("a flow map", "extensions: {a: {cmd: x}}\n"),
  yaml("no final line break", "z: 1\nextensions:\n    a:\n        cmd: x"),
  yaml("CRLF", "extensions:\r\n  a:\r\n    cmd: x\r\nz: 1\r\n"),
  yaml("a block of text", "extensions:\n  a:\n    note: |\n      one\n\n      two\nz: 1\n"),
  yaml("a list", "name: me\nmcpServers:\n  - name: a\n    command: x # why\n\nmodels: []\n", list),
  yaml("a list without indentation", "mcpServers:\n- name: a\n  command: x\n# tail\n", list),
  yaml("an empty list", "mcpServers: []\n", list),
];

/** Files without the place; their backup is what brings them back. */
const BARE: readonly Sample[] = [
  json("an empty file", "", FORMATS.json),
  json("blanks", " \n", FORMATS.json),
  json("an empty object", "{}", FORMATS.json),
  json("other settings", '{\n  "theme": "dark" // why\n}\n'),
  json("only comments", "// settings\n"),
  json("comments in the object", '{\n  "mcpServers": { // none yet\n  }\n}\n'),
  toml("an empty file", ""),
  yaml("an empty file", ""),
  yaml("comments", "# mine"),
  yaml("an empty root", "{}\n"),
  yaml("a key without value", "extensions:\nz: 1\n"),
  yaml("a key that is null", "extensions: null # none\n"),
  yaml("other settings", "GOOSE_MODEL: x\n"),
  yaml("a flow root", "{a: 1}\n"),
];

/** All but the entry, and but what is empty. */
function without(value: unknown, { key, nameField = "name" }: Spot): unknown {
  const strip = (inner: unknown): unknown => {
    if (Array.isArray(inner)) {
      return orNothing(inner.filter((item) => Reflect.get(Object(item), nameField) !== key).map(strip));
    }
    if (typeof inner !== "object" || inner === null) return inner ?? undefined;
    const kept = Object.entries(inner).filter(([name]) => name !== key);
    return orNothing(Object.fromEntries(kept.map(([name, one]) => [name, strip(one)])));
  };
  return strip(value);
}

const orNothing = (value: object): object | undefined =>
  Object.values(value).some((inner) => inner !== undefined) ? value : undefined;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const entryIn = (value: unknown, { path, key, nameField }: Spot): unknown => {
  const container = path.reduce<unknown>((at, word) => Reflect.get(Object(at), word), value);
  if (nameField === undefined) return Reflect.get(Object(container), key);
  return Array.isArray(container)
    ? container.find((item) => Reflect.get(Object(item), nameField) === key)
    : undefined;
};

const named = (entry: object, { key, nameField }: Spot): Record<string, unknown> =>
  nameField === undefined ? { ...entry } : { [nameField]: key, ...entry };

const comments = (text: string): readonly string[] => text.match(/(?:\/\/|#) [a-z ]+|\/\* one/g) ?? [];

for (const { name, format, spot, text } of [...SAMPLES, ...BARE]) {
  describe(`${name}: ${JSON.stringify(text).slice(0, 50)}`, () => {
    const added = format.put(text, spot, named(ENTRY, spot));

    it("has the entry, and all else as before", () => {
      assert.deepEqual(entryIn(format.parse(added), spot), named(ENTRY, spot), added);
      assert.deepEqual(plain(without(format.parse(added), spot)), plain(without(format.parse(text), spot)));
      assert.deepEqual(comments(added), comments(text));
    });

    it("keeps its line endings", () => {
      assert.equal(/(?<!\r)\n/.test(added) && text.includes("\r\n"), false, JSON.stringify(added));
    });

    it("takes another entry in the place of the first", () => {
      const changed = format.put(added, spot, named(OTHER, spot));
      assert.deepEqual(entryIn(format.parse(changed), spot), named(OTHER, spot), changed);
      assert.equal(format.put(changed, spot, named(ENTRY, spot)), added);
    });
  });
}

for (const { name, format, spot, text } of SAMPLES) {
  it(`${name}: is byte for byte as before when the entry is taken out again`, () => {
    assert.equal(format.remove(format.put(text, spot, named(ENTRY, spot)), spot), text);
    assert.equal(format.remove(text, spot), text);
  });
}

describe("broken files are refused with line and column", () => {
  for (const [format, text, line, column] of [
    ["json", '{\n  "a": 1,\n}\n', 3, 1],
    ["json", '{\n  // no\n  "a": 1\n}\n', 2, 3],
    ["gemini", '{\n  // yes\n  "a": 1,\n}\n', 4, 1],
    ["jsonc", '{\n  "a" 1\n}\n', 2, 7],
    ["jsonc", '{"a": 1} x', 1, 10],
    ["toml", "a = 1\nb = \n", 3, 1],
    ["toml", "[a]\n[a]\n", 2, 2],
    ["yaml", "a: 1\nb: [1\n", 3, 1],
    ["yaml", "a: 1\n  b: 2\n", 1, 4],
  ] as const) {
    it(`${format}: ${JSON.stringify(text)}`, () => {
      assert.throws(() => FORMATS[format].parse(text), { name: "SyntaxFault", line, column });
      assert.throws(() => FORMATS[format].put(text, servers, ENTRY), { name: "SyntaxFault", line, column });
    });
  }
});
