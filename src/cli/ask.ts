import { isCancel, password } from "@clack/prompts";
import { AppError } from "../wire/errors.ts";
import type { CliContext } from "./command.ts";

/** Asks for something that must not be shown; throws AppError canceled when the user gives up. */
export async function askSecret({ stdin, stdout, signal }: CliContext, message: string): Promise<string> {
  const answer = await password({ message, input: stdin, output: stdout, signal });
  if (isCancel(answer)) throw new AppError("canceled", "canceled");
  return answer.trim();
}
