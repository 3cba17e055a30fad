import { confirm, isCancel, multiselect, password, select, text } from "@clack/prompts";
import { AppError } from "../wire/errors.ts";
import type { CliContext } from "./cli-context.ts";

/** Tells an accepted answer from one that must be given again: the message says why. */
export type Check = (answer: string) => string | undefined;

/** Asks for something that must not be shown; throws AppError canceled when the user gives up. */
export async function askSecret(context: CliContext, message: string, check?: Check): Promise<string> {
  return await answerTo(password({ message, ...streams(context), ...checked(check) }));
}

/** Asks for a line of text; throws AppError canceled when the user gives up. `initial` stands there to be accepted. */
export async function askText(
  context: CliContext,
  message: string,
  check?: Check,
  initial = "",
): Promise<string> {
  return await answerTo(text({ message, initialValue: initial, ...streams(context), ...checked(check) }));
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

/** Asks for one of several; throws AppError canceled when the user gives up. */
export async function askChoice(
  context: CliContext,
  message: string,
  choices: readonly Choice[],
  initial = "",
): Promise<string> {
  const options = [...choices];
  const answer = await select({ message, options, initialValue: initial, ...streams(context) });
  if (isCancel(answer)) throw canceled();
  return answer;
}

/** Asks for any number of several; throws AppError canceled when the user gives up. */
export async function askChoices(
  context: CliContext,
  message: string,
  choices: readonly Choice[],
  initial: readonly string[] = [],
): Promise<readonly string[]> {
  const options = [...choices];
  const start = initial.filter((value) => choices.some((choice) => choice.value === value));
  const answer = await multiselect({
    message,
    options,
    initialValues: start,
    required: false,
    ...streams(context),
  });
  if (isCancel(answer)) throw canceled();
  return answer;
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
