import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AppError } from "../wire/errors.ts";
import { resolveParameters } from "./parameter-values.ts";
import type { ParameterRequest } from "./parameter-values.ts";
import { readTemplate } from "./template-file.ts";

const { parameters } = readTemplate(
  new Map([
    [
      "template.yaml",
      Buffer.from(`
parameters:
  - { name: size, type: number, default: 2, validation: { min: 1, max: 8, monotonic: increasing } }
  - { name: region, mutable: false, options: [{ name: East, value: e }, { name: West, value: w }] }
  - { name: once, default: "", ephemeral: true }
  - { name: tag, default: t1, validation: { regex: "^t", error: "{value} must begin with t" } }
  - { name: flag, type: bool, default: false }
  - { name: list, type: list(string), default: [] }
`),
    ],
  ]),
  { agents: "main" },
);

const list = (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

function resolve(
  request: Partial<Omit<ParameterRequest, "supplied" | "previous">> &
    Record<"supplied" | "previous", Record<string, string>>,
) {
  const values = resolveParameters({
    parameters,
    preset: undefined,
    isUpdate: false,
    ...request,
    supplied: list(request.supplied),
    previous: list(request.previous),
  });
  return Object.fromEntries(values.map(({ name, value }) => [name, value]));
}

function problems(request: Parameters<typeof resolve>[0]): Record<string, string> {
  try {
    resolve(request);
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === "invalid");
    return Object.fromEntries(error.validations.map(({ field, detail }) => [field, detail]));
  }
  return {};
}

describe("parameter values", () => {
  it("come from the preset, else the request, else the last build, else the default", () => {
    const values = resolve({
      preset: { size: "4" },
      supplied: { size: "3", region: "e" },
      previous: { tag: "t2", once: "before" },
    });
    assert.deepEqual(values, { size: "4", region: "e", once: "", tag: "t2", flag: "false", list: "[]" });
  });

  it("are refused together, one reason for each parameter", () => {
    const found = problems({
      supplied: { size: "9", tag: "x", flag: "yes", list: "a", ghost: "1" },
      previous: {},
    });
    assert.deepEqual(Object.keys(found).toSorted(), ["flag", "ghost", "list", "region", "size", "tag"]);
    assert.equal(found["region"], "is required: one of e, w");
    assert.equal(found["size"], "must be at most 8");
    assert.equal(found["tag"], "x must begin with t");
    assert.match(found["ghost"] ?? "", /no such parameter; it has size, region/);
  });

  it("of an immutable parameter stay, but may be repeated", () => {
    const previous = { region: "e" };
    assert.match(
      problems({ isUpdate: true, supplied: { region: "w" }, previous })["region"] ?? "",
      /cannot be changed/,
    );
    assert.match(
      problems({ isUpdate: true, preset: { region: "w" }, supplied: {}, previous })["region"] ?? "",
      /it is "e"/,
    );
    assert.equal(resolve({ isUpdate: true, supplied: { region: "e" }, previous })["region"], "e");
  });

  it("of a monotonic parameter do not fall, unless the last one is no number", () => {
    const supplied = { size: "3", region: "e" };
    assert.match(problems({ isUpdate: true, supplied, previous: { size: "4" } })["size"] ?? "", /increased/);
    assert.equal(resolve({ isUpdate: true, supplied, previous: { size: "3" } })["size"], "3");
    assert.equal(resolve({ isUpdate: true, supplied, previous: { size: "big" } })["size"], "3");
  });

  it("with options or a range are refused outside of them", () => {
    const found = problems({ supplied: { region: "north", size: "1.5" }, previous: {} });
    assert.deepEqual(found, { region: "must be one of the options: e, w", size: "must be a whole number" });
  });
});
