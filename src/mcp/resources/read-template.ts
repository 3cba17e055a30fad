import type { ReadResourceResult } from "@modelcontextprotocol/server";
import type { ToolContext } from "../../tools/context.ts";
import { getTemplateInfo } from "../../tools/get-template-info.ts";

/** A template's parameters, presets and README as the tool shows them, at most 16 KiB. */
export async function readTemplate(
  context: ToolContext,
  template: string,
  uri: string,
): Promise<ReadResourceResult["contents"]> {
  const { text } = await getTemplateInfo.call(context, { template });
  return [{ uri, mimeType: "text/markdown", text }];
}
