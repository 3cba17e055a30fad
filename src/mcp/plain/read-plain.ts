import { fieldOf } from "../../lib/field-of.ts";
import { declaredAbilities, type ClientAbilities } from "../client-abilities.ts";
import type { Id } from "../legacy/parse-message.ts";

export const PLAIN_REVISION = "2026-07-28";
const META = "io.modelcontextprotocol/";
const MAX_META_LENGTH = 2048;

/** A header's value by its lower-case name. */
export type HeaderOf = (name: string) => string | undefined;

/** A `tools/list` or a `tools/call` of revision 2026-07-28 that brings nothing but what every such request has. */
export interface PlainRequest {
  readonly id: Id;
  readonly method: "tools/list" | "tools/call";
  readonly params: object;
  /** Its `_meta`, as text. */
  readonly meta: string;
  readonly abilities: ClientAbilities;
}

/** Undefined for whatever is not plain, wrong requests too: those are for the SDK to answer. */
export function readPlain(body: unknown, header: HeaderOf): PlainRequest | undefined {
  if (!hasOnly(body, ["jsonrpc", "id", "method", "params"]) || fieldOf(body, "jsonrpc") !== "2.0")
    return undefined;
  const [id, method, params] = [fieldOf(body, "id"), fieldOf(body, "method"), fieldOf(body, "params")];
  if (!isId(id) || (method !== "tools/list" && method !== "tools/call") || !isObject(params))
    return undefined;
  const meta = plainMeta(fieldOf(params, "_meta"));
  if (meta === undefined || !agrees(method, params, header)) return undefined;
  const abilities = declaredAbilities(fieldOf(fieldOf(params, "_meta"), `${META}clientCapabilities`));
  return { id, method, params, meta, abilities };
}

/** Whether headers and parameters say the same, as the revision demands of them. */
function agrees(method: string, params: object, header: HeaderOf): boolean {
  if (header("mcp-protocol-version") !== PLAIN_REVISION || header("mcp-method") !== method) return false;
  if (!acceptsBoth(header("accept") ?? "")) return false;
  if (method === "tools/list") return hasOnly(params, ["_meta"]) && header("mcp-name") === undefined;
  const [name, args] = [fieldOf(params, "name"), fieldOf(params, "arguments")];
  const isCall = typeof name === "string" && header("mcp-name") === name;
  return isCall && (args === undefined || isObject(args)) && hasOnly(params, ["_meta", "name", "arguments"]);
}

const acceptsBoth = (accept: string): boolean =>
  accept.includes("application/json") && accept.includes("text/event-stream");

/** One with a progress token, a trace or anything else is not plain. */
function plainMeta(meta: unknown): string | undefined {
  if (!hasOnly(meta, [`${META}protocolVersion`, `${META}clientInfo`, `${META}clientCapabilities`]))
    return undefined;
  if (fieldOf(meta, `${META}protocolVersion`) !== PLAIN_REVISION) return undefined;
  const text = JSON.stringify(meta);
  return text.length > MAX_META_LENGTH ? undefined : text;
}

const isId = (id: unknown): id is Id => typeof id === "string" || Number.isSafeInteger(id);

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasOnly = (value: unknown, keys: readonly string[]): boolean =>
  isObject(value) && Object.keys(value).every((key) => keys.includes(key));
