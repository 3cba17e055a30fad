import type { Entry } from "./formats/format.ts";

/** What an entry of ours is made of, in the words of every client; all else in it is the user's. */
const OURS = new Set([
  "name",
  "type",
  "transport",
  "source",
  "command",
  "cmd",
  "args",
  "env",
  "envs",
  "environment",
  "url",
  "uri",
  "serverUrl",
  "httpUrl",
  "headers",
  "requestOptions",
  "oauth",
  "bearer_token_env_var",
]);

/** Settings that a user turns; a value that is there stays. */
const CHOICES = new Set(["enabled", "timeout", "tools"]);

export const MCP_ENDPOINT = "/api/experimental/mcp/http";

/** True for an entry that starts `coder exp mcp server`, or that leads to a deployment's endpoint. */
export function isOurs(entry: unknown): boolean {
  const words = textsIn(entry);
  const start = words.findIndex((word, at) => word === "exp" && words[at + 1] === "mcp");
  return (start >= 0 && words[start + 2] === "server") || words.some((word) => isEndpoint(word));
}

/** The URL of a remote entry of ours, without what narrows it; undefined for a local one. */
export function endpointIn(entry: unknown): string | undefined {
  return textsIn(entry).find((word) => isEndpoint(word));
}

const isEndpoint = (word: string): boolean =>
  URL.canParse(word) && new URL(word).pathname.endsWith(MCP_ENDPOINT);

/** The entry that is wanted, with what the user added to the one that is there. */
export function mergeEntry(known: unknown, wanted: Entry): Entry {
  if (!isOurs(known) || !isEntry(known)) return wanted;
  const added = Object.entries(known).filter(([key]) => !OURS.has(key));
  const kept = Object.entries(wanted).map(([key, value]) => [
    key,
    CHOICES.has(key) && key in known ? known[key] : value,
  ]);
  return { ...Object.fromEntries(kept), ...Object.fromEntries(added) };
}

export const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner));
}
