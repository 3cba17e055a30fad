import { posix } from "node:path";
import type { AgentResponse } from "../workspaces/agent-response.ts";

/**
 * Headers that come with the bytes of a workspace's file. Whatever the file is, a browser saves it: it runs nothing of it
 * on the deployment's origin, guesses no type, and lets no other site have it.
 */
export function downloadHeaders(path: string, { headers }: AgentResponse): Record<string, string> {
  const passed = ["accept-ranges", "content-length", "content-range", "etag"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value]] : [];
  });
  return {
    ...Object.fromEntries(passed),
    "content-type": "application/octet-stream",
    "content-disposition": disposition(posix.basename(path)),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-store",
  };
}

/** RFC 6266 section 5: a name for programs that know ASCII only, and the whole one. */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^\u0020-\u007E]|["\\%]/g, "_");
  const whole = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
