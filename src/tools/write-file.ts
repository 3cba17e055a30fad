import { z } from "zod";
import { invalidField } from "../wire/errors.ts";
import { keyArgument } from "./change-arguments.ts";
import { formatSize } from "./format.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

const input = z.strictObject({
  workspace: workspaceArgument,
  path: z.string().min(1).describe("Absolute or ~/…"),
  content: z.string(),
  encoding: z.enum(["utf8", "base64"]).default("utf8"),
  append: z.boolean().default(false),
  mode: z.string().optional().describe("Octal, e.g. 0755; default keeps it"),
  if_match: z.string().optional().describe('etag, or "none": must not exist'),
  idempotency_key: keyArgument,
});
type Args = z.output<typeof input>;

export const writeFile = defineTool({
  name: "write_file",
  title: "Write file",
  description: "Create or replace a file atomically, or append to it; parent folders are made.",
  annotations: { ...DESTROYS, idempotentHint: false },
  toolsets: ["default", "minimal"],
  scopes: ["workspace:read", "file:write"],
  input,

  async run(context, args) {
    const bytes = decode(args);
    const reach = shortReach(context, args.workspace);
    const written = await onAgent(context, reach, ({ conn }) =>
      suggestNext(conn.write(queryOf(args), bytes, context.signal), {
        precondition: "read_file",
        not_found: "list_directory",
      }),
    );
    const verb = args.append ? "appended to" : written.created ? "created" : "replaced";
    const again = written.replayed ? " (replayed: an earlier call with this idempotency_key did it)" : "";
    return {
      text: `${verb} ${written.path}, ${formatSize(written.size)}, mode ${written.mode}${again}`,
      structured: { ...written },
    };
  },
});

function decode({ content, encoding }: Args): Uint8Array {
  if (encoding === "utf8") return Buffer.from(content);
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) throw invalidField("content", "is not base64");
  return Buffer.from(content, "base64");
}

function queryOf(args: Args) {
  return {
    path: args.path,
    append: String(args.append),
    // A key of our own makes a retry after a lost connection safe.
    idempotency_key: args.idempotency_key ?? crypto.randomUUID(),
    ...(args.mode === undefined ? {} : { mode: args.mode }),
    ...(args.if_match === undefined ? {} : { if_match: args.if_match }),
  };
}
