import { arch, platform } from "node:os";
import { Readable } from "node:stream";
import { z } from "zod";
import { Manifest, Shutdown } from "../../wire/agent-tunnel.ts";
import type { Hello, Report } from "../../wire/agent-tunnel.ts";
import { readJson, readQuery } from "../http/read-request.ts";
import { json } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import type { ReportQueue } from "../reports/report-queue.ts";

export interface WorkspaceDeps {
  readonly version: string;
  /** Takes the manifest, starts its scripts, and returns the agent's directory. */
  readonly configure: (manifest: Manifest) => string;
  readonly shutDown: (graceMs: number) => Promise<void>;
  readonly reports: ReportQueue;
}

const ReportsQuery = z.strictObject({ after: z.coerce.number().int().min(0).default(0) });

/** The workspace as a whole: manifest, reports and shutdown. */
export function workspaceRoutes(deps: WorkspaceDeps): readonly Route[] {
  return [
    { method: "GET", pattern: "/ping", handle: async () => json({ version: deps.version }) },
    {
      method: "POST",
      pattern: "/manifest",
      handle: async (call) => {
        const hello: Hello = {
          version: deps.version,
          operating_system: platform(),
          architecture: arch(),
          expanded_directory: deps.configure(await readJson(call, Manifest)),
        };
        return json(hello);
      },
    },
    {
      method: "GET",
      pattern: "/reports",
      handle: async (call) => {
        const lines = ndjson(deps.reports.after(readQuery(call, ReportsQuery).after, call.signal));
        return {
          kind: "stream",
          headers: { "content-type": "application/x-ndjson" },
          body: Readable.from(lines),
        };
      },
    },
    {
      method: "POST",
      pattern: "/shutdown",
      handle: async (call) => {
        await deps.shutDown((await readJson(call, Shutdown)).grace_ms);
        return json({});
      },
    },
  ];
}

async function* ndjson(batches: AsyncIterable<readonly Report[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((report) => `${JSON.stringify(report)}\n`).join("");
}
