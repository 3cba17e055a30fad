import type { RichParameter } from "../wire/rich-parameter.ts";
import { valueProblem } from "./parameter-value.ts";
import { richParameterOf } from "./rich-parameter-of.ts";
import type { ParameterText, TemplateText } from "./template-schema.ts";

type Path = readonly (string | number)[];

/** What is wrong with one place of the file. */
export interface Problem {
  readonly path: Path;
  readonly detail: string;
}

/** Rules that span several fields of template.yaml (coder-api 8.3, 8.5). */
export function checkTemplate(template: TemplateText): Problem[] {
  const parameters = template.parameters.flatMap((parameter, index) =>
    checkParameter(parameter).map((problem) => under(["parameters", index], problem)),
  );
  return [
    ...repeated(template.parameters, ["parameters"], "name"),
    ...parameters,
    ...repeated(template.presets, ["presets"], "name"),
    // A parameter with a broken rule cannot judge the values of presets.
    ...(parameters.length === 0 ? checkPresets(template) : []),
    ...checkAgents(template.agents ?? []),
  ];
}

function checkParameter(text: ParameterText): Problem[] {
  const { type, validation, options, ephemeral, mutable } = text;
  const hasDefault = text.default !== undefined && text.default !== null;
  const hasRange = validation.min !== undefined || validation.max !== undefined;
  const rules: readonly [boolean, Path, string][] = [
    [ephemeral && !mutable, ["ephemeral"], "needs mutable: true"],
    [ephemeral && !hasDefault, ["ephemeral"], "needs a default"],
    [hasRange && type !== "number", ["validation"], "min and max are only for type number"],
    [
      validation.monotonic !== undefined && type !== "number",
      ["validation", "monotonic"],
      "is only for type number",
    ],
    [
      (validation.min ?? -Infinity) > (validation.max ?? Infinity),
      ["validation", "min"],
      "must not be above max",
    ],
    [validation.regex !== undefined && type !== "string", ["validation", "regex"], "is only for type string"],
    [
      validation.regex !== undefined && !validation.error,
      ["validation", "error"],
      "is required beside regex",
    ],
    [!isPattern(validation.regex), ["validation", "regex"], "is not a regular expression"],
    [!fits(text), ["form_type"], formTypeRule(text)],
  ];
  const broken = rules.filter(([isBroken]) => isBroken).map(([, path, detail]) => ({ path, detail }));
  const unique = [...repeated(options, ["options"], "name"), ...repeated(options, ["options"], "value")];
  if (broken.length > 0) return [...broken, ...unique];
  return [...unique, ...checkValues(text, hasDefault)];
}

function checkValues(text: ParameterText, hasDefault: boolean): Problem[] {
  const parameter = richParameterOf(text);
  const ofOneElement = { ...parameter, options: [], type: elementType(text) };
  const options = text.options.flatMap(({ value }, index) =>
    problemAt(["options", index, "value"], ofOneElement, value),
  );
  return hasDefault ? [...options, ...problemAt(["default"], parameter, parameter.default_value)] : options;
}

function elementType({ type }: ParameterText): string {
  return type === "list(string)" ? "string" : type;
}

function checkPresets({ parameters, presets }: TemplateText): Problem[] {
  const byName = new Map(parameters.map((parameter) => [parameter.name, richParameterOf(parameter)]));
  const known = [...byName.keys()].join(", ") || "none";
  const problems = presets.flatMap((preset, index) =>
    Object.entries(preset.parameters).flatMap(([name, value]): Problem[] => {
      const path = ["presets", index, "parameters", name];
      const parameter = byName.get(name);
      if (parameter === undefined)
        return [{ path, detail: `is no parameter of the template; it has ${known}` }];
      return problemAt(path, parameter, value);
    }),
  );
  const others = presets.flatMap((preset, index) => (preset.default ? [index] : [])).slice(1);
  const detail = "only one preset may be the default";
  return [...problems, ...others.map((index) => ({ path: ["presets", index, "default"], detail }))];
}

function checkAgents(agents: NonNullable<TemplateText["agents"]>): Problem[] {
  const lower = agents.map(({ name }) => ({ name: name.toLowerCase() }));
  const apps = agents.flatMap((agent, index) => agent.apps.map((app, place) => ({ ...app, index, place })));
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const { slug, url, command, index, place } of apps) {
    const path = ["agents", index, "apps", place];
    if (seen.has(slug)) problems.push({ path: [...path, "slug"], detail: `${slug} is used twice` });
    if (url !== null && command !== null)
      problems.push({ path: [...path, "command"], detail: "cannot stand beside url" });
    seen.add(slug);
  }
  return [...repeated(lower, ["agents"], "name"), ...problems];
}

function problemAt(path: Path, parameter: RichParameter, value: string): Problem[] {
  const detail = valueProblem(parameter, value);
  return detail === undefined ? [] : [{ path, detail }];
}

function repeated<K extends string>(
  list: readonly Readonly<Record<K, string>>[],
  path: Path,
  key: K,
): Problem[] {
  return list.flatMap((item, index) =>
    list.findIndex((other) => other[key] === item[key]) < index
      ? [{ path: [...path, index, key], detail: `${item[key]} is used twice` }]
      : [],
  );
}

function isPattern(regex: string | undefined): boolean {
  try {
    return new RegExp(regex ?? "") instanceof RegExp;
  } catch {
    return false;
  }
}

function fits({ form_type: form, type, options }: ParameterText): boolean {
  return form === undefined || formTypes(type, options.length > 0).includes(form);
}

function formTypeRule({ type, options }: ParameterText): string {
  return `must be one of ${formTypes(type, options.length > 0).join(", ")} here`;
}

function formTypes(type: ParameterText["type"], hasOptions: boolean): readonly string[] {
  if (type === "list(string)") return hasOptions ? ["multi-select", "radio"] : ["tag-select"];
  if (hasOptions) return ["radio", "dropdown"];
  if (type === "bool") return ["checkbox", "switch"];
  return type === "number" ? ["input", "slider"] : ["input", "textarea"];
}

function under(path: Path, problem: Problem): Problem {
  return { ...problem, path: [...path, ...problem.path] };
}
