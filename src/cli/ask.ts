import { confirm, isCancel, password, text } from "@clack/prompts";
import { AppError } from "../wire/errors.ts";
import type { CliContext } from "./cli-context.ts";

/** Tells an accepted answer from one that must be given again: the message says why. */
export type Check = (answer: string) => string | undefined;

/** Asks for something that must not be shown; throws AppError canceled when the user gives up. */
export async function askSecret(context: CliContext, message: string, check?: Check): Promise<string> {
  return await answerTo(password({ message, ...streams(context), ...checked(check) }));
}

/** Asks for a line of text; throws AppError canceled when the user gives up. */
export async function askText(context: CliContext, message: string, check?: Check): Promise<string> {
  return await answerTo(text({ message, ...streams(context), ...checked(check) }));
}

/** Asks yes or no, no unless said otherwise; throws AppError canceled when the user gives up. */
export async function askConfirm(context: CliContext, message: string): Promise<boolean> {
  const answer = await confirm({ message, initialValue: false, ...streams(context) });
  if (isCancel(answer)) throw canceled();
  return answer;
}

/** True where somebody can be asked. */
export const canAsk = ({ stdin, stdout }: CliContext): boolean => stdin.isTTY && stdout.isTTY;

const streams = ({ stdin, stdout, signal }: CliContext) => ({ input: stdin, output: stdout, signal });

const checked = (check: Check | undefined) =>
  check === undefined ? {} : { validate: (answer: string | undefined) => check((answer ?? "").trim()) };

async function answerTo(question: Promise<string | symbol>): Promise<string> {
  const answer = await question;
  if (typeof answer === "symbol") throw canceled();
  return answer.trim();
}

const canceled = (): AppError => new AppError("canceled", "canceled");
