import { isCollection, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { Document, Node, YAMLError } from "yaml";
import type { z } from "zod";
import { nearestName } from "../lib/nearest-name.ts";
import { AppError } from "../wire/errors.ts";
import type { AgentSpec, TemplateSpec } from "../wire/template-spec.ts";
import { checkTemplate } from "./check-template.ts";
import type { Problem } from "./check-template.ts";
import type { TemplateFiles } from "./provisioner.ts";
import { richParameterOf } from "./rich-parameter-of.ts";
import { KNOWN_KEYS, SETTINGS, TemplateText } from "./template-schema.ts";

const FILE = "template.yaml";

export interface TemplateDefaults {
  /** The agents of a template whose file names none. */
  readonly agents: "main" | "none";
}

/**
 * Reads template.yaml (and README.md) at an archive's root. Throws AppError "invalid" with one validation for each
 * bad place; its message gives line and column.
 */
export function readTemplate(files: TemplateFiles, defaults: TemplateDefaults): TemplateSpec {
  const source = files.get(FILE);
  if (source === undefined) {
    throw new AppError("invalid", `the template has no ${FILE} at its root`, {
      detail: `It has ${[...files.keys()].slice(0, 10).join(", ") || "no files"}.`,
    });
  }
  const readme = files.get("README.md")?.toString("utf8") ?? "";
  return { ...specOf(parseTemplate(source.toString("utf8")), defaults), readme };
}

function parseTemplate(source: string): TemplateText {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw badYaml(error, lines);
  const parsed = TemplateText.safeParse(toPlain(document) ?? {});
  const problems = parsed.success ? checkTemplate(parsed.data) : parsed.error.issues.flatMap(problemsOf);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw badTemplate(problems, document, lines);
}

function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new AppError("invalid", `${FILE}: its aliases cannot be resolved`, { cause });
  }
}

function badYaml(error: YAMLError, lines: LineCounter): AppError {
  const { line, col } = lines.linePos(error.pos[0]);
  const detail = `line ${line}, column ${col}: ${error.message}`;
  return new AppError("invalid", `${FILE}:${line}:${col}: ${error.message}`, {
    validations: [{ field: FILE, detail }],
    cause: error,
  });
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  if (issue.code !== "unrecognized_keys") return [{ path, detail: issue.message }];
  const known = KNOWN_KEYS[path.filter((part) => typeof part === "string").join(".")] ?? [];
  return issue.keys.map((key) => {
    const nearest = nearestName(key, known);
    const hint = nearest === undefined ? `known are ${known.join(", ")}` : `did you mean ${nearest}?`;
    return {
      path: [...path, key],
      detail: `is no known key; ${known.length === 0 ? "nothing may stand here" : hint}`,
    };
  });
}

function badTemplate(problems: readonly Problem[], document: Document, lines: LineCounter): AppError {
  const placed = problems.map(({ path, detail }) => {
    const { line, col } = lines.linePos(offsetOf(document, path));
    return { field: fieldName(path), detail, at: `${FILE}:${line}:${col}` };
  });
  const text = placed.map(({ field, detail, at }) => `${at}: ${field}: ${detail}`).join("\n");
  return new AppError("invalid", text, {
    validations: placed.map(({ field, detail }) => ({ field, detail })),
  });
}

/** `parameters[0].type` */
function fieldName(path: Problem["path"]): string {
  const name = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return name.replace(/^\./, "") || FILE;
}

/** Where the deepest part of the path that the file has begins: at the key of a mapping, else at the value. */
function offsetOf(document: Document, path: Problem["path"]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const node = isMap(parent) ? keyNode(parent, path[length - 1]) : itemNode(parent, path[length - 1]);
    if (node?.range) return node.range[0];
  }
  return 0;
}

function keyNode(
  map: { readonly items: readonly { readonly key: unknown }[] },
  key: string | number | undefined,
) {
  const keys = map.items.map((pair) => pair.key);
  return keys.filter((node) => isScalar(node)).find((node) => String(node.value) === String(key));
}

function itemNode(parent: unknown, index: string | number | undefined): Node | undefined {
  const item: unknown = isCollection(parent) ? parent.get(index, true) : undefined;
  return isScalar(item) || isCollection(item) ? item : undefined;
}

function specOf(text: TemplateText, defaults: TemplateDefaults): Omit<TemplateSpec, "readme"> {
  const agents =
    text.agents ?? (defaults.agents === "main" ? TemplateText.parse({ agents: [{}] }).agents : []) ?? [];
  return {
    ...(text.provisioner === undefined ? {} : { provisioner: text.provisioner }),
    display_name: text.display_name,
    description: text.description,
    icon: text.icon,
    idle_ttl_ms: text.idle_ttl,
    parameters: text.parameters.map(richParameterOf),
    presets: text.presets,
    agents: agents.map(agentOf),
    settings: Object.fromEntries(
      SETTINGS.flatMap((name) => (text[name] === undefined ? [] : [[name, text[name]]])),
    ),
  };
}

function agentOf(text: NonNullable<TemplateText["agents"]>[number]): AgentSpec {
  const { startup_timeout: startup, connection_timeout: connection, ...rest } = text;
  return {
    ...rest,
    startup_timeout_seconds: startup / 1000,
    connection_timeout_seconds: connection / 1000,
    apps: text.apps.map((app) => ({ ...app, display_name: app.display_name ?? app.slug })),
  };
}
