import { execFile } from "node:child_process";
import { open, realpath } from "node:fs/promises";
import { promisify } from "node:util";
import { programsOnPath } from "../lib/programs-on-path.ts";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import type { CommandContext, Env } from "./cli-context.ts";

const WITHIN_MS = 5000;
/** Set for the program that is asked, so that no two programs ask each other. */
const ASKED = "CODER_MCP_ASKED_BY";

/**
 * The token that Coder's own CLI keeps for the current login in the keyring of macOS or Windows, where no file has it;
 * empty without that CLI, or without a login of it.
 */
export async function genuineToken({ env, configDir, signal }: CommandContext): Promise<string> {
  if (env[ASKED] !== undefined) return "";
  const program = await findGenuine(env);
  if (program === undefined) return "";
  const { CODER_URL: _url, CODER_SESSION_TOKEN: _token, ...rest } = env;
  const child = {
    env: { ...rest, CODER_CONFIG_DIR: configDir, [ASKED]: "coder-mcp" },
    signal,
    timeout: WITHIN_MS,
    encoding: "utf8",
  } as const;
  try {
    return (await promisify(execFile)(program, ["login", "token"], child)).stdout.trim();
  } catch {
    return "";
  }
}

/** The first `coder` on the path that is neither this program nor another script of Node. */
async function findGenuine(env: Env): Promise<string | undefined> {
  for (const path of programsOnPath("coder", env["PATH"])) if (await isGenuine(path)) return path;
  return undefined;
}

async function isGenuine(path: string): Promise<boolean> {
  try {
    const real = await realpath(path);
    if (real.startsWith(PACKAGE_ROOT)) return false;
    await using file = await open(real);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return !/^#!.*\bnode\b/.test(buffer.toString("latin1", 0, bytesRead));
  } catch {
    return false;
  }
}
