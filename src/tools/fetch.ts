import { z } from "zod";
import { AppError, invalidField } from "../wire/errors.ts";
import type { Workspace } from "../wire/workspace.ts";
import type { ToolContext } from "./context.ts";
import { clipText, formatSize } from "./format.ts";
import { describeTemplate } from "./get-template-info.ts";
import { locateTemplate } from "./locate-template.ts";
import { locateWorkspace, showWorkspace } from "./locate-workspace.ts";
import { templatePage, workspacePage } from "./page-url.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { parseResourceUri, type ResourceAddress } from "./resource-uri.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceView } from "./workspace-view.ts";

/** In the shape that ChatGPT's connectors demand: one text of JSON. */
export const fetch = defineTool({
  name: "fetch",
  title: "Fetch",
  description:
    "Read what search found, by id; also coder://workspaces/{owner}/{name}/builds/{number}/log and …/files/{path}.",
  annotations: READS,
  toolsets: ["chatgpt"],
  scopes: ["workspace:read", "template:read"],
  input: z.strictObject({ id: z.string().min(1) }),

  async run(context, { id }) {
    const document = { id, ...(await read(context, parseResourceUri(id))) };
    return { text: JSON.stringify(document), structured: document };
  },
});

interface Document {
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly metadata: Readonly<Record<string, string>>;
}

async function read(context: ToolContext, address: ResourceAddress): Promise<Document> {
  if (address.kind === "template") return readTemplate(context, address.template);
  if (address.kind === "activity") throw invalidField("id", "must be an id that search found");
  const workspace = await locateWorkspace(context, address.workspace);
  switch (address.kind) {
    case "workspace":
      return readWorkspace(context, workspace);
    case "log":
      return readLog(context, workspace, address.build);
    case "file":
    case "output":
      return readFromAgent(context, workspace, address);
  }
}

async function readTemplate(context: ToolContext, name: string): Promise<Document> {
  const [template, { text }] = await Promise.all([
    locateTemplate(context, name),
    describeTemplate(context, name),
  ]);
  const title = `Template ${template.name}`;
  return { title, text, url: templatePage(context, template), metadata: { kind: "template" } };
}

function readWorkspace(context: ToolContext, workspace: Workspace): Document {
  const { status, error } = workspace.latest_build.job;
  const view = { ...workspaceView(workspace), last_build: { status, error: error ?? null } };
  return {
    title: `Workspace ${showWorkspace(workspace)}`,
    text: clipText(JSON.stringify(view, null, 2)),
    url: workspacePage(context, workspace),
    metadata: { kind: "workspace", status: workspace.latest_build.status },
  };
}

async function readLog(context: ToolContext, workspace: Workspace, number: number): Promise<Document> {
  const { client, signal } = context;
  const { owner_name: owner, name } = workspace;
  const build = await client.workspaces.buildByNumber(owner, name, number, { signal });
  const lines = await client.builds.logs(build.id, undefined, { signal });
  return {
    title: `Log of build ${number} (${build.transition}) of ${showWorkspace(workspace)}`,
    text: clipText(lines.map(({ output }) => output).join("\n")),
    url: workspacePage(context, workspace, number),
    metadata: { kind: "build_log", status: build.job.status },
  };
}

type OnAgent = Extract<ResourceAddress, { kind: "file" | "output" }>;

async function readFromAgent(
  context: ToolContext,
  workspace: Workspace,
  address: OnAgent,
): Promise<Document> {
  const reach = shortReach(context, address.workspace);
  const url = workspacePage(context, workspace);
  const where = showWorkspace(workspace);
  return onAgent(context, reach, async ({ conn }) => {
    if (address.kind === "output") {
      const query = { cursor: address.cursor, wait_ms: 0 };
      const { output } = await conn.output(address.execution, query, context.signal);
      const title = `Output of ${address.execution} in ${where}`;
      return { title, text: output.text, url, metadata: { kind: "output" } };
    }
    const { path } = address;
    const file = await conn.readText({ path, offset: Math.max(1, address.offset) }, context.signal);
    if (file.binary)
      throw new AppError("unsupported", `${path} is ${file.mime_type}, ${formatSize(file.size)}, not text`);
    const metadata = { kind: "file", mime_type: file.mime_type, next_line: String(file.next_offset ?? "") };
    return { title: `${path} in ${where}`, text: file.content, url, metadata };
  });
}
