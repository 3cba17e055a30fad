import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AppError } from "../wire/errors.ts";
import { TemplateSpec } from "../wire/template-spec.ts";
import { readTemplate } from "./template-file.ts";

const read = (text: string, agents: "main" | "none" = "main") =>
  readTemplate(new Map([["template.yaml", Buffer.from(text)]]), { agents });

function failure(text: string): AppError {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.code, "invalid");
    return error;
  }
  return assert.fail(`accepted: ${text}`);
}

describe("template.yaml", () => {
  it("gives one agent main to a file that says nothing", () => {
    const spec = read("");
    assert.deepEqual(TemplateSpec.parse(spec), spec);
    assert.equal(spec.idle_ttl_ms, 0);
    const [agent] = spec.agents;
    assert.equal(agent?.name, "main");
    assert.equal(agent.directory, "~");
    assert.equal(agent.connection_timeout_seconds, 120);
    assert.equal(agent.startup_script_behavior, "blocking");
    assert.deepEqual(read("", "none").agents, []);
  });

  it("reads everything that a template may say", () => {
    const spec = readTemplate(
      new Map([
        ["README.md", Buffer.from("# Read me\n")],
        [
          "template.yaml",
          Buffer.from(`
name: web
display_name: Web
provisioner: local
idle_ttl: 1h30m
parameters:
  - name: size
    description: How **many** [cores](https://example.com).
    type: number
    default: 2
    validation: { min: 1, max: 8, monotonic: increasing }
  - { name: tags, type: list(string), default: [a, b] }
  - { name: region, options: [{ name: East, value: e }, { name: West, value: w }] }
  - { name: quiet, type: bool, default: true, ephemeral: true }
presets:
  - { name: small, default: true, parameters: { size: 1, region: e } }
agents:
  - name: dev
    directory: ~/web
    startup_script: echo hi
    startup_timeout: 5m
    env: { EDITOR: vi }
    apps: [{ slug: site, url: http://localhost:3000 }]
echo: { start: { delay_ms: 5 } }
`),
        ],
      ]),
      { agents: "main" },
    );
    assert.equal(spec.readme, "# Read me\n");
    assert.equal(spec.idle_ttl_ms, 5_400_000);
    const [size, tags, region, quiet] = spec.parameters;
    assert.equal(size?.description_plaintext, "How many cores.");
    assert.deepEqual(
      [size?.default_value, size?.required, size?.mutable, size?.form_type],
      ["2", false, true, "input"],
    );
    assert.deepEqual([tags?.default_value, tags?.form_type], ['["a","b"]', "tag-select"]);
    assert.deepEqual([region?.required, region?.form_type], [true, "radio"]);
    assert.deepEqual([quiet?.default_value, quiet?.form_type], ["true", "checkbox"]);
    assert.deepEqual(spec.presets[0]?.parameters, { size: "1", region: "e" });
    assert.equal(spec.agents[0]?.startup_timeout_seconds, 300);
    assert.equal(spec.agents[0].apps[0]?.display_name, "site");
    assert.deepEqual(Object.keys(spec.settings), ["echo"]);
  });

  it("names an unknown key, its place and the nearest known key", () => {
    const error = failure(
      "parameters:\n  - name: a\n    descripton: x\nagents:\n  - apps:\n      - slgu: x\n",
    );
    assert.match(
      error.message,
      /template\.yaml:3:5: parameters\[0\]\.descripton: is no known key; did you mean description\?/,
    );
    assert.match(error.message, /template\.yaml:6:9: agents\[0\]\.apps\[0\]\.slgu: .*did you mean slug\?/);
    assert.ok(error.validations.some(({ field }) => field === "parameters[0].descripton"));
  });

  it("gives line and column of broken YAML", () => {
    assert.match(failure("name: a\nicon: [\n").message, /^template\.yaml:\d:\d+: /);
  });

  it("says what the archive has when the file is missing", () => {
    assert.throws(() => readTemplate(new Map([["main.tf", Buffer.from("")]]), { agents: "main" }), {
      code: "invalid",
      detail: "It has main.tf.",
    });
  });

  const BAD: readonly [string, string, RegExp][] = [
    ["{ parameters: [{ name: a }, { name: a }] }", "parameters[1].name", /used twice/],
    ["{ parameters: [{ name: a, type: int }] }", "parameters[0].type", /string/],
    ["{ parameters: [{ name: a, type: number, default: x }] }", "parameters[0].default", /a number/],
    [
      "{ parameters: [{ name: a, default: c, options: [{ name: B, value: b }] }] }",
      "parameters[0].default",
      /one of the options: b/,
    ],
    [
      "{ parameters: [{ name: a, options: [{ name: B, value: b }, { name: C, value: b }] }] }",
      "parameters[0].options[1].value",
      /used twice/,
    ],
    [
      "{ parameters: [{ name: a, validation: { min: 1 } }] }",
      "parameters[0].validation",
      /only for type number/,
    ],
    ["{ parameters: [{ name: a, validation: { regex: x } }] }", "parameters[0].validation.error", /required/],
    [
      "{ parameters: [{ name: a, validation: { regex: '(', error: e } }] }",
      "parameters[0].validation.regex",
      /regular expression/,
    ],
    ["{ parameters: [{ name: a, ephemeral: true }] }", "parameters[0].ephemeral", /default/],
    [
      "{ parameters: [{ name: a, ephemeral: true, mutable: false, default: x }] }",
      "parameters[0].ephemeral",
      /mutable/,
    ],
    ["{ parameters: [{ name: a, form_type: slider }] }", "parameters[0].form_type", /input, textarea/],
    ["{ presets: [{ name: p, parameters: { b: x } }] }", "presets[0].parameters.b", /no parameter/],
    [
      "{ presets: [{ name: p, default: true }, { name: q, default: true }] }",
      "presets[1].default",
      /only one/,
    ],
    ["{ agents: [{ name: a }, { name: A }] }", "agents[1].name", /used twice/],
    ["{ agents: [{ apps: [{ slug: a, url: u, command: c }] }] }", "agents[0].apps[0].command", /beside url/],
    ["{ idle_ttl: 8 hours }", "idle_ttl", /duration such as 8h/],
    ["{ idle_ttl: 5s }", "idle_ttl", /between 1m and 30d/],
  ];
  for (const [text, field, detail] of BAD) {
    it(`refuses ${text}`, () => {
      const { validations } = failure(text);
      assert.deepEqual(
        validations.map((validation) => validation.field),
        [field],
      );
      assert.match(validations[0]?.detail ?? "", detail);
    });
  }
});
