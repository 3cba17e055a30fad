import { z } from "zod";
import type { FileEntry } from "../wire/agent-files.ts";
import { clipText, formatColumns, formatSize } from "./format.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const listDirectory = defineTool({
  name: "list_directory",
  title: "List directory",
  description: "List a directory with types, sizes and modes; hidden files are included.",
  annotations: READS,
  toolsets: ["default"],
  scopes: ["workspace:read", "file:read"],
  input: z.strictObject({
    workspace: workspaceArgument,
    path: z.string().min(1).default("~/"),
    depth: z.int().min(1).max(20).default(1),
    limit: z.int().min(1).max(1000).default(200),
    include_ignored: z.boolean().default(false).describe("Also what .gitignore names, node_modules and .git"),
  }),

  async run(context, { workspace, path, depth, limit, include_ignored: all }) {
    const reach = shortReach(context, workspace);
    const query = { path, depth, limit, ignore: String(!all) };
    const listing = await onAgent(context, reach, ({ conn }) =>
      suggestNext(conn.list(query, context.signal), { not_found: "list_directory" }),
    );
    const notes = [
      `${listing.entries.length} entries`,
      listing.omitted > 0 ? `${listing.omitted} more past the limit` : "",
      listing.ignored > 0 ? `${listing.ignored} ignored (include_ignored shows them)` : "",
    ].filter((note) => note !== "");
    return {
      text: `${listing.path}: ${notes.join(", ")}\n${clipText(formatColumns(listing.entries.map(cells)))}`,
      structured: { ...listing },
    };
  },
});

function cells({ path, type, size, mode, target }: FileEntry): readonly string[] {
  if (type === "directory") return [mode, "", `${path}/`];
  if (type === "symlink") return [mode, "", `${path} -> ${target ?? "?"}`];
  return [mode, type === "file" ? formatSize(size) : type, path];
}
