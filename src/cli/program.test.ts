import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import { describe, it } from "node:test";
import { oneOf, switched, text, textList } from "../config/setting-schemas.ts";
import { AppError } from "../wire/errors.ts";
import { defineCommand, type CliContext, type CommandContext } from "./command.ts";
import { outputSetting, writeTable } from "./output.ts";
import { runProgram } from "./program.ts";

const seen: unknown[] = [];
const base = { env: undefined, default: "", description: "Something." } as const;

const paint = defineCommand({
  words: ["house", "paint"],
  description: "Paint walls.",
  details: "Takes a colour and any number of walls.",
  examples: ["coder house paint red north south --dry-run"],
  arguments: [
    { name: "colour", description: "Which.", required: true },
    { name: "wall", description: "Where.", variadic: true },
  ],
  settings: {
    dryRun: { ...base, flag: "dry-run", short: "n", kind: "switch", schema: switched },
    noOpen: { ...base, env: "NO_OPEN", flag: "no-open", kind: "switch", schema: switched },
    add: { ...base, env: "ADD", flag: "add", kind: "list", schema: textList },
    coat: {
      ...base,
      flag: "coat",
      choices: ["thin", "thick"],
      schema: oneOf(["thin", "thick"]),
      default: "thin",
    },
    output: outputSetting(["text", "json"]),
  },
  run: async ({ global, configDir }: CommandContext, values, args) => {
    seen.push({ ...values, args, url: global.url, header: global.header, configDir });
    return 0;
  },
});

const fail = defineCommand({
  words: ["fail"],
  description: "Fail.",
  examples: ["coder fail not_found"],
  arguments: [{ name: "code", description: "How." }],
  settings: { own: { ...base, flag: "own", schema: text } },
  run: async (_, __, [code]) => {
    const cause = new Error("the reason below");
    if (code === "unauthenticated" || code === "canceled" || code === "not_found")
      throw new AppError(code, "no luck", { cause, detail: "try the other" });
    return 1;
  },
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  args: readonly string[],
  env: CliContext["env"] = {},
  signal = new AbortController().signal,
): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const context = { env, stdin: process.stdin, stdout, stderr, signal } as unknown as CliContext;
  const code = await runProgram([paint, fail], args, context);
  stdout.end();
  stderr.end();
  return { code, out: await readAll(stdout), err: await readAll(stderr) };
}

async function valuesOf(args: readonly string[], env: CliContext["env"] = {}): Promise<unknown> {
  seen.length = 0;
  const { code, err } = await run(["house", "paint", ...args], env);
  assert.deepEqual([code, err], [0, ""]);
  return seen[0];
}

const NOTHING = { dryRun: false, noOpen: false, add: [], coat: "thin", output: "text", url: "", header: [] };

describe("flags and words of a command", () => {
  it("are switches, lists, choices and any number of words", async () => {
    const args = [
      "red",
      "north",
      "south",
      "-n",
      "--no-open",
      "--add",
      "a,b",
      "--add",
      "c",
      "--coat",
      "thick",
      "-o",
      "json",
    ];
    assert.deepEqual(await valuesOf(args, { CODER_CONFIG_DIR: "/c" }), {
      ...NOTHING,
      dryRun: true,
      noOpen: true,
      add: ["a,b", "c"],
      coat: "thick",
      output: "json",
      args: ["red", "north", "south"],
      configDir: "/c",
    });
  });

  it("come from variables too, in Coder's words; commas part a list", async () => {
    const values = await valuesOf(["red"], { NO_OPEN: "true", ADD: "a, b", CODER_CONFIG_DIR: "/c" });
    assert.deepEqual(values, { ...NOTHING, noOpen: true, add: ["a", "b"], args: ["red"], configDir: "/c" });
  });

  it("stand beside those of every command, which go before or behind its words", async () => {
    const before = await run([
      "--url",
      "https://a",
      "--header",
      "x=1",
      "--global-config",
      "/d",
      "house",
      "paint",
      "red",
    ]);
    assert.equal(before.code, 0, before.err);
    const expected = { ...NOTHING, args: ["red"], url: "https://a", header: ["x=1"], configDir: "/d" };
    assert.deepEqual(seen.at(-1), expected);
    assert.deepEqual(
      await valuesOf(["red", "--url", "https://a", "--header", "x=1", "--global-config", "/d"]),
      expected,
    );
  });

  it("are refused with exit code 2 when they are not known, with the one that was meant", async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["hose", "paint"], /unknown command 'hose'[^]*Did you mean house/],
      [["house", "pant"], /unknown command 'pant'[^]*Did you mean paint/],
      [["house", "paint", "red", "--dry-rum"], /unknown option '--dry-rum'[^]*Did you mean --dry-run/],
      [["house", "paint"], /missing required argument 'colour'/],
      [["house", "paint", "red", "--coat", "wet"], /--coat: must be one of thin, thick \(it is "wet"\)/],
      [["fail", "a", "b"], /too many arguments/],
      [["house"], /Usage: coder house/],
    ];
    for (const [args, words] of cases) {
      const { code, out, err } = await run(args);
      assert.deepEqual([code, out], [2, ""], args.join(" "));
      assert.match(err, words);
    }
  });
});

describe("--help", () => {
  it("has usage, details, arguments, flags, examples and exit codes", async () => {
    const { code, out } = await run(["house", "paint", "--help"]);
    assert.equal(code, 0);
    for (const words of [
      /Usage: coder house paint \[options\] <colour> \[wall\.\.\.\]/,
      /Takes a colour and any number of walls/,
      /-n, --dry-run /,
      /--coat <thin\|thick> +Something\. \(default thin\)/,
      /--no-open +Something\. \[NO_OPEN\]/,
      /Examples:\n {2}\$ coder house paint red/,
      /Exit codes:\n {2}0 +done/,
    ])
      assert.match(out, words);
    assert.doesNotMatch(out, /--header-command/);
  });

  it("of the program has the flags of every command", async () => {
    const { code, out } = await run(["--help"]);
    assert.equal(code, 0);
    assert.match(out, /--header <name=value>[^]*\[CODER_HEADER\]/);
    assert.equal((await run(["help", "house"])).code, 0);
  });
});

describe("exit codes", () => {
  for (const [word, expected] of [
    ["not_found", 1],
    ["unauthenticated", 3],
    ["canceled", 130],
    ["else", 1],
  ] as const) {
    it(`${word} is ${expected}`, async () => assert.equal((await run(["fail", word])).code, expected));
  }

  it("an interrupted command is 130", async () => {
    assert.equal((await run(["fail", "not_found"], {}, AbortSignal.abort())).code, 130);
  });

  it("--verbose shows what caused an error", async () => {
    assert.equal((await run(["fail", "not_found"])).err, "coder: no luck\ntry the other\n");
    assert.match((await run(["-v", "fail", "not_found"])).err, /caused by: Error: the reason below/);
    assert.match((await run(["fail", "not_found", "--verbose"])).err, /the reason below/);
  });
});

it("a table has columns as wide as their longest cell", async () => {
  const stdout = new PassThrough();
  writeTable(
    { stdout: stdout as unknown as NodeJS.WriteStream },
    ["name", "id"],
    [
      ["longer", "1"],
      ["x", "22"],
    ],
  );
  stdout.end();
  assert.equal(await readAll(stdout), "NAME    ID\nlonger  1\nx       22\n");
});
