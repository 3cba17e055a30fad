import assert from "node:assert/strict";
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { ABSENT_ENDPOINTS } from "../scripts/docs/absent-endpoints.ts";
import { PAGE_NAMES, withGenerated } from "../scripts/docs/pages.ts";
import { CODER_TOOL_NOTES } from "../scripts/docs/coder-tool-notes.ts";
import { ARGUMENT_NOTES, TOOL_NOTES } from "../scripts/docs/tool-notes.ts";
import { OPERATION_GROUPS, listOperations } from "../src/api/openapi/operations.ts";
import { COMMANDS } from "../src/cli/commands.ts";
import { MCP_SETTINGS } from "../src/config/mcp-settings.ts";
import { SERVER_SETTINGS } from "../src/config/server-settings.ts";
import { KNOWN_KEYS } from "../src/provisioners/template-schema.ts";
import { readTemplate } from "../src/provisioners/template-file.ts";
import { TOOLS, toolsIn } from "../src/tools/index.ts";
import { ERROR_CODES } from "../src/wire/errors.ts";
import { STATUS_OF } from "../src/wire/http-status.ts";

/** Coder's own tools have a page of their own. */
const CODERS = toolsIn(["coder"]);
const USUAL = TOOLS.filter((tool) => !CODERS.includes(tool)).map(({ name }) => name);

const read = (page: string): string => readFileSync(page, "utf8");

/** What stands in code quotes at the beginning of table rows below a heading. */
function firstCells(text: string, heading: string): readonly string[] {
  const section = text.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? "";
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = ""]) => cell);
}

describe("generated parts of pages", () => {
  for (const page of PAGE_NAMES) {
    it(`${page} is as \`npm run docs\` writes it`, () => {
      assert.equal(read(page), withGenerated(page, read(page)), "run `npm run docs`");
    });
  }

  it("describe tools and arguments that exist, and no others", () => {
    assert.deepEqual(Object.keys(TOOL_NOTES).toSorted(), USUAL.toSorted());
    assert.deepEqual(Object.keys(CODER_TOOL_NOTES).toSorted(), CODERS.map(({ name }) => name).toSorted());
    const names = new Set(TOOLS.flatMap(({ input }) => Object.keys(input.shape)));
    assert.deepEqual(
      Object.keys(ARGUMENT_NOTES).filter((name) => !names.has(name)),
      [],
    );
  });
});

describe("README", () => {
  const readme = read("README.md");

  it("has every tool in its table", () => {
    assert.deepEqual(firstCells(readme, "## Tools"), USUAL);
  });

  it("has every command in its table", () => {
    assert.deepEqual(
      firstCells(readme, "## Commands"),
      COMMANDS.filter(({ hidden }) => hidden !== true).map(({ words }) => ["coder", ...words].join(" ")),
    );
  });

  for (const [heading, settings] of [
    ["### `coder server`", SERVER_SETTINGS],
    ["### `coder exp mcp server`", MCP_SETTINGS],
  ] as const) {
    it(`has every flag of ${heading}`, () => {
      assert.deepEqual(
        firstCells(readme, heading),
        Object.values(settings).map(({ flag }) => `--${flag}`),
      );
    });
  }

  it("names each tool once in the table of what works where", () => {
    const table = readme.split("\n## Other Coder deployments\n")[1] ?? "";
    const cells = [...table.matchAll(/^\| (?<names>(?:`[a-z_]+` ?)+)\|/gm)];
    const names = cells.flatMap(({ groups }) => groups?.["names"]?.match(/[a-z_]+/g) ?? []);
    assert.deepEqual(names.filter((name) => USUAL.includes(name)).toSorted(), USUAL.toSorted());
  });
});

describe("docs/environment.md", () => {
  it("has every variable that the sources name, and no other", () => {
    const files = globSync("src/**/*.ts").filter((file) => !file.endsWith(".test.ts"));
    const NAMED = /\b[eE]nv\["(?<read>[A-Z][A-Z0-9_]+)"\]|"(?<own>(?:CODER|OTEL)_[A-Z0-9_]+)"/g;
    const named = files
      .filter((file) => file !== "src/config/other-variables.ts")
      .flatMap((file) => [...read(file).matchAll(NAMED)])
      .map(({ groups }) => groups?.["read"] ?? groups?.["own"] ?? "");
    const documented = [...read("docs/environment.md").matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(
      ([, name = ""]) => name,
    );
    assert.deepEqual(documented.toSorted(), [...new Set(named)].toSorted());
  });
});

describe("docs/troubleshooting.md", () => {
  it("lists every error code with its HTTP status, and no other", () => {
    const rows = [...read("docs/troubleshooting.md").matchAll(/^\| `([a-z_]+)` \| (\d+) \|/gm)];
    const documented = Object.fromEntries(rows.map(([, code = "", status]) => [code, Number(status)]));
    assert.deepEqual(documented, { ...STATUS_OF });
    assert.deepEqual(Object.keys(documented).toSorted(), [...ERROR_CODES].toSorted());
  });
});

const shape = (path: string): string => path.replaceAll(/:\w+/g, ":");

describe("docs/compatibility.md", () => {
  it("calls no endpoint absent that is served", () => {
    const served = new Set(
      listOperations(OPERATION_GROUPS).map(({ method, path }) => shape(`${method} ${path}`)),
    );
    const wrong = ABSENT_ENDPOINTS.filter(([endpoint]) => served.has(shape(endpoint)));
    assert.deepEqual(wrong, []);
  });
});

describe("docs/templates.md", () => {
  const page = read("docs/templates.md");
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]) => text);

  it("has examples", () => assert.ok(examples.length >= 3));

  for (const [index, text] of [...examples, "provisioner: local"].entries()) {
    it(`example ${index + 1} is a template`, () => {
      const files = new Map([["template.yaml", Buffer.from(text)]]);
      assert.equal(readTemplate(files, { agents: "main" }).readme, "");
    });
  }

  for (const [path, keys] of Object.entries(KNOWN_KEYS)) {
    it(`names every key of ${path || "the file"}`, () => {
      assert.deepEqual(
        keys.filter((key) => !page.includes(`\`${key}\``)),
        [],
      );
    });
  }
});

describe("AGENTS.md", () => {
  const page = read("AGENTS.md");

  it("stays short", () => assert.ok(page.split("\n").length <= 61));

  it("has every folder of src in its table", () => {
    const rows = [...page.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, folder = ""]) => folder);
    assert.deepEqual(rows.toSorted(), readdirSync("src").toSorted());
  });
});

describe("links", () => {
  for (const page of globSync("{*.md,docs/**/*.md,templates/**/*.md}")) {
    it(`of ${page} lead to files that exist`, () => {
      const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, to = ""]) => to);
      assert.deepEqual(
        targets.filter((to) => !existsSync(join(dirname(page), to))),
        [],
      );
    });
  }
});
