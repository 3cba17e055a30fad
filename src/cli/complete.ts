import { defineCommand, type RunnableCommand } from "./command.ts";
import { candidates } from "./completion/candidates.ts";

/** What the scripts of `coder completion` ask; one candidate a line. */
export const completeAmong = (commands: readonly RunnableCommand[]): RunnableCommand =>
  defineCommand({
    words: ["__complete"],
    description: "Print what may stand for the last word of a command line.",
    examples: ["coder __complete -- whoami -o j"],
    arguments: [{ name: "word", description: "The words behind `coder`.", variadic: true }],
    settings: {},
    hidden: true,
    run: async ({ stdout }, _, words) => {
      const typed = words.map((word) => (word === '""' ? "" : word));
      for (const word of candidates(commands, typed)) stdout.write(`${word}\n`);
      return 0;
    },
  });
