import { serveStdioServer } from "../../src/mcp/stdio.ts";

/** A stdio server as a child process for tests: its only argument is JSON. */
const {
  url,
  ...options
}: {
  readonly url?: string;
  readonly filter?: string;
  readonly timeoutMs?: number;
  readonly lookMs?: number;
} = JSON.parse(process.argv[2] ?? "{}");

await serveStdioServer({
  ...options,
  version: "0.0.0-test",
  client:
    url === undefined
      ? undefined
      : async () => (await import("../../src/client/client.ts")).createClient({ baseUrl: url, token: "t" }),
  stdin: process.stdin,
  stdout: process.stdout,
  log: (level, message, fields) =>
    level === "error" && process.stderr.write(`${message} ${String(fields?.["id"])}\n`),
});
