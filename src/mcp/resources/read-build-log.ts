import type { ReadResourceResult } from "@modelcontextprotocol/server";
import type { ToolContext } from "../../tools/context.ts";
import { MAX_TEXT } from "../../tools/format.ts";
import { locateWorkspace } from "../../tools/locate-workspace.ts";
import type { JobLog } from "../../wire/provisioner-job.ts";
import type { ResourceAddress } from "./resource-uri.ts";
import { restOf } from "./rest-of.ts";

type LogAddress = Extract<ResourceAddress, { kind: "log" }>;

/** A build's log as text, a line for each that the provisioner wrote; at most 16 KiB of it. */
export async function readBuildLog(
  context: ToolContext,
  { workspace: name, build: number, after }: LogAddress,
  uri: string,
): Promise<ReadResourceResult["contents"]> {
  const { client, signal } = context;
  const workspace = await locateWorkspace(context, name);
  const build = await client.workspaces.buildByNumber(workspace.owner_name, workspace.name, number, {
    signal,
  });
  const lines = await client.builds.logs(build.id, after === 0 ? undefined : after, { signal });
  const shown = linesThatFit(lines);
  const text = shown.map(textOf).join("");
  const last = shown.at(-1)?.id;
  const log = { uri, mimeType: "text/plain", text };
  if (shown.length === lines.length || last === undefined) return [log];
  const read = `${shown.length} of ${lines.length} lines`;
  return [log, restOf({ uri, read, parameter: `after=${last}` })];
}

const textOf = ({ output }: JobLog): string => `${output.slice(0, MAX_TEXT)}\n`;

/** The first lines that have room; one alone always has. */
function linesThatFit(lines: readonly JobLog[]): readonly JobLog[] {
  let room = MAX_TEXT;
  const end = lines.findIndex((line, index) => {
    room -= textOf(line).length;
    return room < 0 && index > 0;
  });
  return end === -1 ? lines : lines.slice(0, end);
}
