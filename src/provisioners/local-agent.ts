import { realpathSync } from "node:fs";
import { basename, isAbsolute, join, relative } from "node:path";
import { loginShell, SANDBOX_USER } from "./sandbox-accounts.ts";
import { SANDBOX_CONFIG, SANDBOX_HOME } from "./sandbox-argv.ts";
import type { Sandbox } from "./sandbox-argv.ts";
import type { WorkspacePlace } from "./workspace-place.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const SANDBOX_PROGRAM = "/opt/coder";
const LOG_LIMIT = 256 * 1024;

/** The agent as a sandbox sees it: its files at fixed places, and its command in terms of these. */
export interface AgentProgram {
  readonly command: readonly string[];
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** Maps the machine's paths to those in the sandbox; the program itself is shown even when no file names it. */
export function agentProgram(options: {
  readonly agentCommand: readonly string[];
  readonly agentFiles: readonly string[];
}): AgentProgram {
  const [program = ""] = options.agentCommand;
  const isListed = options.agentFiles.some((file) => placeIn(file, program) !== undefined);
  const sources = isListed || !isAbsolute(program) ? options.agentFiles : [program, ...options.agentFiles];
  const files = sources
    .filter((file) => !isSystem(file))
    .map((file, index) => ({
      from: realpathSync(file),
      given: file,
      to: `${SANDBOX_PROGRAM}/${index}/${basename(file)}`,
    }));
  const inside = (word: string) => {
    for (const { given, to } of files) {
      const rest = isAbsolute(word) ? placeIn(given, word) : undefined;
      if (rest !== undefined) return rest === "" ? to : `${to}/${rest}`;
    }
    return word;
  };
  return { command: options.agentCommand.map(inside), files: files.map(({ from, to }) => ({ from, to })) };
}

/** The file that tells an agent its URL and its token, as the agent sees it. */
export function configFileOf(sandbox: Sandbox, place: WorkspacePlace, agent: string): string {
  return join(sandbox.kind === "none" ? place.config : SANDBOX_CONFIG, `${agent}.json`);
}

/** All that an agent finds in its environment; nothing secret, and nothing of the deployment's own. */
export function environmentOf(
  sandbox: Sandbox,
  place: WorkspacePlace,
  { id, agent }: { readonly id: string; readonly agent: string },
): Record<string, string> {
  return {
    CODER_AGENT_CONFIG_FILE: configFileOf(sandbox, place, agent),
    CODER_AGENT_LOG_LIMIT: String(LOG_LIMIT),
    CODER_WORKSPACE_ID: id,
    HOME: sandbox.kind === "none" ? place.home : SANDBOX_HOME,
    PATH,
    LANG: "C.UTF-8",
    USER: SANDBOX_USER,
    SHELL: loginShell(),
  };
}

/** The path of `word` below `file`, `""` for the file itself, undefined for a place elsewhere. */
function placeIn(file: string, word: string): string | undefined {
  const path = relative(file, word);
  return path.startsWith("..") || isAbsolute(path) ? undefined : path;
}

function isSystem(file: string): boolean {
  return placeIn("/usr", realpathSync(file)) !== undefined;
}
