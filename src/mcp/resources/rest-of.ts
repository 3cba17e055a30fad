import type { TextResourceContents } from "@modelcontextprotocol/server";

export interface Rest {
  readonly uri: string;
  /** What the first part holds, such as `lines 1-300 of 900`. */
  readonly read: string;
  /** Parameter and value that go on reading, such as `offset=301`. */
  readonly parameter: string;
}

/** The content that stands for what a reply has no room for: its URI is where to read on. */
export function restOf({ uri, read, parameter }: Rest): TextResourceContents {
  const next = `${uri.split("?")[0] ?? uri}?${parameter}`;
  return { uri: next, mimeType: "text/plain", text: `[${read}; the rest is at ${next}]` };
}
