import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  closeInReverse,
  temporaryDirectory,
  type Scope,
  type TestDeployment,
} from "../../support/deployment.ts";
import type { Person } from "../../support/oauth-flow.ts";
import { MCP_PATH } from "../../support/oauth-flow.ts";
import { fetchPerson } from "../person.ts";
import { browserDesk } from "./browser-desk.ts";
import { runProgram, type ProgramOptions, type ProgramRun } from "./run-program.ts";

export interface BenchPlace {
  readonly deployment: TestDeployment;
  /** A token of the owner's. */
  readonly token: string;
  /** `coder` as npm installed it. */
  readonly coder: string;
  readonly modelUrl: string;
}

/** An empty home in which `coder` is logged in and one client is installed. */
export interface Bench extends BenchPlace {
  readonly home: string;
  readonly project: string;
  readonly mcpUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: (program: string, args: readonly string[], more?: RunMore) => Promise<ProgramRun>;
  /** The same at a terminal, for programs that want one. */
  readonly runAtTerminal: (program: string, args: readonly string[], more?: RunMore) => Promise<ProgramRun>;
  /** `coder exp mcp configure`; throws when it fails. */
  readonly configure: (...args: readonly string[]) => Promise<string>;
}

export interface RunMore extends Pick<ProgramOptions, "withinMs" | "input"> {
  readonly env?: Readonly<Record<string, string>>;
}

/** `bins` hold the programs of the client. */
export async function openBench(scope: Scope, place: BenchPlace, bins: readonly string[]): Promise<Bench> {
  const closing = closeInReverse(scope);
  const home = await temporaryDirectory({ after: closing });
  const [own, project] = [join(home, "bin"), join(home, "project")];
  await mkdir(own);
  await mkdir(project);
  await symlink(place.coder, join(own, "coder"));
  const env = await environment({ after: closing }, place, { home, own, bins });
  const run: Bench["run"] = async (program, args, { env: more = {}, ...rest } = {}) =>
    await runProgram(program, args, { cwd: project, input: "", ...rest, env: { ...env, ...more } });
  const coder = async (...args: readonly string[]): Promise<string> => {
    const { code, output } = await run("coder", args);
    if (code !== 0) throw new Error(`coder ${args.slice(0, 4).join(" ")} ended with ${code}: ${output}`);
    return output;
  };
  await coder("login", place.deployment.url, "--token", place.token);
  return {
    ...place,
    home,
    project,
    mcpUrl: `${place.deployment.url}${MCP_PATH}`,
    env,
    run,
    runAtTerminal: async (program, args, more) =>
      await run("script", ["-qec", [program, ...args].join(" "), "/dev/null"], more),
    configure: async (...args) => await coder("exp", "mcp", "configure", ...args),
  };
}

interface Home {
  readonly home: string;
  readonly own: string;
  readonly bins: readonly string[];
}

/** What reaches for anything but this machine meets a proxy that is not there. */
async function environment(
  scope: Scope,
  { deployment }: { readonly deployment: TestDeployment },
  { home, own, bins }: Home,
): Promise<Record<string, string>> {
  const owner: Person = deployment.owner;
  const browser = await browserDesk(scope, own, fetchPerson(deployment.url, owner));
  const nowhere = "http://127.0.0.1:9";
  const here = "127.0.0.1,localhost";
  return {
    PATH: [own, ...bins, dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
    HOME: home,
    BROWSER: browser,
    DISPLAY: ":0",
    TERM: "dumb",
    LANG: "C.UTF-8",
    DO_NOT_TRACK: "1",
    NO_COLOR: "1",
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: here,
    http_proxy: nowhere,
    https_proxy: nowhere,
    no_proxy: here,
  };
}
