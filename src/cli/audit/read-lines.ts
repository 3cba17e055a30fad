import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { AppError, invalidField } from "../../wire/errors.ts";
import { ChainLine } from "./chain-lines.ts";

/** The lines of an exported chain; AppError "invalid" names the first that is none, "not_found" a file that is missing. */
export async function* readLines(path: string, signal: AbortSignal): AsyncGenerator<ChainLine> {
  const input = createReadStream(path, { signal });
  const lines = createInterface({ input, crlfDelay: Infinity });
  let number = 0;
  try {
    for await (const line of lines) {
      number++;
      if (line.trim() !== "") yield lineOf(line, number);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new AppError("not_found", `--file: there is no file ${path}`, { cause: error });
    throw error;
  } finally {
    input.destroy();
  }
}

function lineOf(line: string, number: number): ChainLine {
  const result = ChainLine.safeParse(jsonOf(line));
  if (result.success) return result.data;
  throw invalidField("--file", `line ${number} is no line of \`coder audit export\` without filters`);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
