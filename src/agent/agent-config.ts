import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { errnoOf } from "./errno.ts";

type Variables = Readonly<Record<string, string>>;

/**
 * The variables that a provisioner wrote for this agent into a JSON file, mode 0600. When the file is not there, the
 * agent was started ahead of its workspace: it loads all it will need, and waits until a byte on `stdin` says that the
 * file is. Undefined when `stdin` ends without: there is no workspace to come.
 */
export async function readAgentConfig(
  file: string,
  stdin: () => Readable,
  signal: AbortSignal,
): Promise<Variables | undefined> {
  const found = await read(file);
  if (found !== undefined) return found;
  const input = stdin();
  try {
    const word = Promise.race([once(input, "data", { signal }), once(input, "end", { signal })]);
    await Promise.all([word, load()]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    input.destroy();
  }
  return await read(file);
}

/** What a first command needs and a start loads late otherwise. */
async function load(): Promise<void> {
  await Promise.all([import("./open-agent.ts"), import("./tunnel/serve-tunnel.ts")]);
}

async function read(file: string): Promise<Variables | undefined> {
  try {
    return variablesOf(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw new Error(`CODER_AGENT_CONFIG_FILE: ${file} cannot be read`, { cause: error });
  }
}

function variablesOf(value: unknown): Variables {
  const entries = Object.entries(value ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
