import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext, type RunnableCommand } from "./command.ts";
import { candidates, completesAt } from "./completion/candidates.ts";
import { deploymentNames } from "./completion/deployment-names.ts";
import { findSession } from "./session.ts";

/** Longer than this nobody waits for a completion. */
const WITHIN_MS = 3000;

/** What the scripts of `coder completion` ask; one candidate a line. */
export const completeAmong = (commands: readonly RunnableCommand[]): RunnableCommand =>
  defineCommand({
    words: ["__complete"],
    description: "Print what may stand for the last word of a command line.",
    examples: ["coder __complete -- whoami -o j"],
    arguments: [{ name: "word", description: "The words behind `coder`.", variadic: true }],
    settings: {},
    hidden: true,
    run: async (context, _, words) => {
      const typed = words.map((word) => (word === '""' ? "" : word));
      const found = [...candidates(commands, typed), ...(await namesFor(context, commands, typed))];
      for (const word of found) context.stdout.write(`${word}\n`);
      return 0;
    },
  });

/** Names from the deployment; none where it cannot be asked, because the shell has no place for a reason. */
async function namesFor(
  context: CommandContext,
  commands: readonly RunnableCommand[],
  words: readonly string[],
): Promise<readonly string[]> {
  const what = completesAt(commands, words);
  if (what === undefined) return [];
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(WITHIN_MS)]);
  try {
    const session = await findSession(context);
    if (session.url === "" || session.token === "") return [];
    const names = await deploymentNames(await clientFor({ ...context, signal }, session), what, signal);
    return names.filter((name) => name.startsWith(words.at(-1) ?? ""));
  } catch {
    return [];
  }
}
