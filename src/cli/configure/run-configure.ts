import { realpathSync } from "node:fs";
import type { ConfigureValues } from "../../config/configure-settings.ts";
import { ConfigError } from "../../config/setting.ts";
import { checkNarrowing } from "../../mcp/check-narrowing.ts";
import { AppError } from "../../wire/errors.ts";
import type { CommandContext } from "../cli-context.ts";
import { EXIT } from "../exit-codes.ts";
import { applyWish, isFound, type Job } from "./apply.ts";
import { findClient } from "./find-client.ts";
import { listConfigured } from "./list-configured.ts";
import { thisMachine } from "./this-machine.ts";
import type { Machine } from "./machine.ts";
import { programsOnPath } from "../../lib/programs-on-path.ts";
import { serverFacts, type ServerFacts } from "./server-facts.ts";
import { absoluteProgram, localServer, remoteEntryOf, remoteUrl, type Program } from "./servers.ts";
import type { ClientTarget } from "./target.ts";
import { TARGETS } from "./targets.ts";
import { tellChange, tellRefusal } from "./tell.ts";
import { whyUnreachable, type WebClient } from "./web-clients.ts";

export type RunValues = ConfigureValues & { readonly output: "text" | "json" };

/** What `coder exp mcp configure` does; returns the exit code. */
export async function runConfigure(
  context: CommandContext,
  values: RunValues,
  args: readonly string[],
): Promise<number> {
  checkCombination(values, args);
  checkNarrowing(values.toolsets, values.workspaceFilter);
  const machine = thisMachine(context);
  if (values.list) return await listConfigured(context, machine, values.output);
  const facts = await serverFacts(context, values);
  const client = values.all ? undefined : findClient(args[0] ?? "");
  if (client !== undefined && "steps" in client) return tellSteps(context, values, { client, facts });
  const code = await configureAll(context, values, { machine, facts, only: client });
  if (!facts.isLoggedIn && !values.remote && !values.remove) {
    context.stderr.write(
      `Note: log in with \`coder login ${facts.url || "<url>"}\`; the server takes its token from there.\n`,
    );
  }
  return code;
}

interface Surroundings {
  readonly machine: Machine;
  readonly facts: ServerFacts;
}

/** With --all, clients that cannot do what is asked are passed over; a broken file is told, and the next one goes on. */
async function configureAll(
  context: CommandContext,
  values: RunValues,
  around: Surroundings & { readonly only: ClientTarget | undefined },
): Promise<number> {
  const { only, machine } = around;
  const found = only === undefined ? TARGETS.filter((target) => isFound(target, machine)) : [only];
  if (found.length === 0) context.stderr.write("No client was found on this machine.\n");
  let code: number = EXIT.ok;
  for (const target of found) {
    try {
      const job = jobFor(target, values, { ...around, signal: context.signal });
      tellChange(context, values, { job, applied: await applyWish(job) });
    } catch (error) {
      if (only !== undefined || !(error instanceof AppError)) throw error;
      tellRefusal(context, target, error);
      if (error.code !== "unsupported") code = EXIT.failed;
    }
  }
  return code;
}

function jobFor(
  target: ClientTarget,
  values: RunValues,
  { machine, facts, signal }: Surroundings & { readonly signal: AbortSignal },
): Job {
  const { name, scope, remove, remote, token, force, dryRun } = values;
  const variable = token ? values.tokenVariable : undefined;
  const local = () =>
    target.local(
      localServer(target, { ...values, program: thisProgram(machine), env: facts.envFor(scope) }),
      name,
    );
  const endpoint = () => ({ url: remoteUrl(facts.requireUrl(), values), variable });
  const entry = remote ? () => remoteEntryOf(target, name, endpoint()) : local;
  const wish = { target, name, entry: remove ? undefined : entry(), withCompanion: token, force };
  return { machine, scope, dryRun, signal, wish };
}

function tellSteps(
  { stdout, stderr }: CommandContext,
  values: RunValues,
  { client, facts }: { readonly client: WebClient; readonly facts: ServerFacts },
): number {
  const url = remoteUrl(facts.requireUrl(), values);
  stdout.write(`${client.title} keeps its servers in the account; nothing is written on this machine.\n`);
  stdout.write(`${client.steps(values.name, url).join("\n")}\n`);
  const why = whyUnreachable(url);
  if (why !== "") stderr.write(`Note: ${why}\n`);
  return EXIT.ok;
}

function checkCombination({ list, all, token, remote }: RunValues, args: readonly string[]): void {
  if ((list || all) && args.length > 0) throw new ConfigError("no client goes with --list and --all");
  if (token && !remote) {
    throw new ConfigError("--token goes with --remote; a local server has the token of `coder login`");
  }
}

function thisProgram({ env }: Machine): Program {
  const script = realpathSync(process.argv[1] ?? "");
  const [found] = programsOnPath("coder", env["PATH"]);
  return {
    absolute: absoluteProgram(process.execPath, script),
    isOnPath: found !== undefined && realpathSync(found) === script,
  };
}
