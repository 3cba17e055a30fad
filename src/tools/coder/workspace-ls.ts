import { posix } from "node:path";
import { z } from "zod";
import { suggestNext } from "../suggest-next.ts";
import { absolutePath, workspace } from "./arguments.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { onStartedAgent } from "./started-agent.ts";

const LIMIT = 200;

export const workspaceLs = defineCoderTool({
  name: "coder_workspace_ls",
  title: "Coder: list directory",
  description: "List a directory of a workspace, which is started if it is stopped.",
  annotations: MUTATES,
  scopes: ["workspace:read", "workspace:start", "file:read"],
  input: z.strictObject({ workspace, path: absolutePath }),

  run: async (context, { workspace: text, path }) => {
    const query = { path, depth: 1, limit: LIMIT, ignore: "false" };
    const listing = await onStartedAgent(context, text, ({ conn }) =>
      suggestNext(conn.list(query, context.signal), { not_found: "list_directory" }),
    );
    const contents = listing.entries.map((entry) => ({
      path: posix.join(listing.path, entry.path),
      is_dir: entry.type === "directory",
    }));
    const note =
      listing.omitted > 0 ? `${listing.omitted} more entries left out; list a directory below.` : undefined;
    return jsonResult({ contents }, note);
  },
});
