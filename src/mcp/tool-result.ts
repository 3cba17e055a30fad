import type { CallToolResult } from "@modelcontextprotocol/server";
import { describeError, type DescribedError } from "../tools/tool-error.ts";
import type { ToolResult } from "../tools/tool.ts";
import type { AppError } from "../wire/errors.ts";

/** A tool's result on the wire. */
export function resultOf({ text, structured, note, images = [] }: ToolResult): CallToolResult {
  const pictures = images.map(({ mimeType, data }) => ({ type: "image" as const, mimeType, data }));
  const texts = [text, ...(note === undefined ? [] : [note])].map((one) => ({
    type: "text" as const,
    text: one,
  }));
  return { content: [...texts, ...pictures], structuredContent: { ...structured } };
}

/** A tool's failure on the wire. */
export const failureOf = (error: AppError): CallToolResult => describedFailure(describeError(error));

export const describedFailure = ({ text, error }: DescribedError): CallToolResult => ({
  content: [{ type: "text", text }],
  structuredContent: { error },
  isError: true,
});
