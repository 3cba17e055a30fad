import { AppError, invalidField } from "../wire/errors.ts";

/** What a `coder://` URI stands for. `workspace` is `owner/name` or `owner/name.agent`. */
export type ResourceAddress =
  | { readonly kind: "workspace"; readonly workspace: string }
  | { readonly kind: "log"; readonly workspace: string; readonly build: number; readonly after: number }
  | {
      readonly kind: "output";
      readonly workspace: string;
      readonly execution: string;
      readonly cursor: number;
    }
  | { readonly kind: "file"; readonly workspace: string; readonly path: string; readonly offset: number }
  | { readonly kind: "template"; readonly template: string }
  /** One event, or without an id the recent ones. */
  | { readonly kind: "activity"; readonly event: string | undefined };

export type ResourceKind = ResourceAddress["kind"];

const SHAPE = /^coder:\/\/(?<root>workspaces|templates|activity)\/(?<path>[^?#]+)(?:\?(?<query>[^#]*))?$/;

/** Parses a resource's URI, strictly; throws AppError "invalid" that says what is accepted. */
export function parseResourceUri(uri: string): ResourceAddress {
  const groups = SHAPE.exec(uri)?.groups;
  if (groups === undefined) throw unknownUri();
  const { root, path = "", query = "" } = groups;
  const segments = path.split("/");
  if (root === "activity") return activityOf(segments, query);
  return root === "templates" ? templateOf(segments, query) : inWorkspace(segments, query);
}

/** What kind of resource a URI stands for; undefined for none of ours. */
export function resourceKindOf(uri: string): ResourceKind | undefined {
  try {
    return parseResourceUri(uri).kind;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function templateOf(segments: readonly string[], query: string): ResourceAddress {
  const [name = "", ...rest] = segments;
  if (rest.length > 0) throw unknownUri();
  noQuery(query);
  return { kind: "template", template: decode(name) };
}

function activityOf(segments: readonly string[], query: string): ResourceAddress {
  const [name = "", ...rest] = segments;
  if (rest.length > 0) throw unknownUri();
  noQuery(query);
  return { kind: "activity", event: name === "recent" ? undefined : decode(name) };
}

function inWorkspace(segments: readonly string[], query: string): ResourceAddress {
  const [owner = "", name = "", part, ...rest] = segments;
  const workspace = `${plainName(owner)}/${plainName(name)}`;
  if (part === undefined) {
    noQuery(query);
    return { kind: "workspace", workspace };
  }
  if (part === "files")
    return { kind: "file", workspace, path: pathOf(rest), offset: numberIn(query, "offset") };
  const [id = "", leaf, ...more] = rest;
  if (more.length > 0) throw unknownUri();
  if (part === "builds" && leaf === "log" && /^[1-9]\d{0,8}$/.test(id))
    return { kind: "log", workspace, build: Number(id), after: numberIn(query, "after") };
  if (part === "executions" && leaf === "output")
    return { kind: "output", workspace, execution: plainName(id), cursor: numberIn(query, "cursor") };
  throw unknownUri();
}

/** A path is absolute, or begins with `~`; the workspace's agent decides what `..` and links in it mean. */
function pathOf(segments: readonly string[]): string {
  const path = segments.map((segment) => (segment === "" ? "" : decode(segment))).join("/");
  if (path === "" || path === "~") return "~/";
  return path.startsWith("~/") || path.startsWith("/") ? path : `/${path}`;
}

function plainName(segment: string): string {
  const name = decode(segment);
  if (name.includes("/")) throw unknownUri();
  return name;
}

function decode(segment: string): string {
  try {
    const text = decodeURIComponent(segment);
    if (text !== "" && !text.includes("\0")) return text;
  } catch {
    // A stray percent sign is no encoding of anything.
  }
  throw unknownUri();
}

function noQuery(query: string): void {
  if (query !== "") throw invalidField("uri", "takes no parameters after ?");
}

function numberIn(query: string, name: string): number {
  if (query === "") return 0;
  const [key, digits = "", ...rest] = query.split("=");
  if (key !== name || rest.length > 0 || !/^\d{1,12}$/.test(digits))
    throw invalidField("uri", `takes one parameter after ?, which is ${name}=<number>`);
  return Number(digits);
}

const unknownUri = () =>
  invalidField("uri", "is no resource of this server; resources/templates/list shows the forms it has");
