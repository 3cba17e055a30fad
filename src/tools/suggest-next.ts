import { AppError, type ErrorCode } from "../wire/errors.ts";
import { ToolFailure } from "./tool-failure.ts";

/** Names the tool to call next for codes that mean something else here than they do in general. */
export async function suggestNext<T>(
  work: Promise<T>,
  tools: Readonly<Partial<Record<ErrorCode, string>>>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const nextTool = error instanceof AppError ? tools[error.code] : undefined;
    throw error instanceof AppError && nextTool !== undefined ? ToolFailure.from(error, nextTool) : error;
  }
}
