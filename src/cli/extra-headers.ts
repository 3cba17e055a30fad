import { exec } from "node:child_process";
import { promisify } from "node:util";
import { ConfigError } from "../config/setting.ts";
import type { CommandContext } from "./cli-context.ts";

const WITHIN_MS = 30_000;

/**
 * The headers of `--header` and of `--header-command` for the deployment at `url`, by name; ConfigError when one is not
 * `name=value`.
 */
export async function extraHeaders(
  context: CommandContext,
  url: string,
): Promise<Readonly<Record<string, string>>> {
  const { header, headerCommand } = context.global;
  const printed = headerCommand === "" ? "" : await run(headerCommand, context, url);
  const lines = printed.split(/\r?\n/).filter((line) => line.trim() !== "");
  return Object.fromEntries([
    ...lines.map((line) => pairOf(line, "--header-command")),
    ...header.map((text) => pairOf(text, "--header")),
  ]);
}

async function run(command: string, { env, signal }: CommandContext, url: string): Promise<string> {
  try {
    const child = {
      env: { ...env, CODER_URL: url },
      signal,
      timeout: WITHIN_MS,
      encoding: "utf8",
    } as const;
    return (await promisify(exec)(command, child)).stdout;
  } catch (cause) {
    throw new ConfigError(`--header-command: "${command}" failed`, { cause });
  }
}

/** The value may be a secret, so no message shows it. */
function pairOf(text: string, flag: string): readonly [string, string] {
  const { name, value } = /^(?<name>[\w!#$%&'*+.^`|~-]+)=(?<value>[^\r\n]*)$/.exec(text.trim())?.groups ?? {};
  if (name !== undefined && value !== undefined) return [name, value];
  throw new ConfigError(`${flag}: must be name=value`);
}
