import { text } from "../config/setting-schemas.ts";
import { checkChain, type ChainReport } from "../wire/check-chain.ts";
import { AppError } from "../wire/errors.ts";
import { chainLines, type ChainLine } from "./audit/chain-lines.ts";
import { readLines } from "./audit/read-lines.ts";
import type { CommandContext } from "./cli-context.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson } from "./output.ts";
import { requireSession } from "./session.ts";

/** Faults that are listed; more are counted. */
const SHOWN = 50;

export const auditVerify = defineCommand({
  words: ["audit", "verify"],
  description: "Prove that no entry of the audit log was changed, removed, reordered or inserted.",
  details:
    "Exits with 1 when one was, and says which. Without --key, the keys are trusted that the deployment or the file names; " +
    "who could change both is found only with a key that you noted before.",
  examples: ["coder audit verify", "coder audit verify --file audit.jsonl --key 5f0e…"],
  settings: {
    file: {
      env: undefined,
      flag: "file",
      placeholder: "path",
      description: "Verify what `coder audit export` wrote, without a deployment.",
      default: "",
      schema: text,
    },
    key: {
      env: undefined,
      flag: "key",
      placeholder: "hex",
      description: "The public key that must have signed.",
      default: "",
      schema: text,
    },
    output: outputSetting(["text", "json"]),
  },
  run: async (context, { file, key, output }) => {
    const lines = file === "" ? await linesOfDeployment(context) : readLines(file, context.signal);
    const { report, keys } = await verify(lines, key);
    if (output === "json") writeJson(context, { ...report, public_keys: keys });
    else writeReport(context, report, keys);
    return report.faults.length === 0 ? 0 : 1;
  },
});

async function linesOfDeployment(context: CommandContext): Promise<AsyncIterable<ChainLine>> {
  return chainLines(await clientFor(context, await requireSession(context)), context.signal);
}

async function verify(
  lines: AsyncIterable<ChainLine>,
  key: string,
): Promise<{ readonly report: ChainReport; readonly keys: readonly string[] }> {
  let keys: readonly string[] = key === "" ? [] : [key.toLowerCase()];
  let check = key === "" ? undefined : checkChain(keys);
  for await (const line of lines) {
    if ("public_keys" in line) {
      if (key !== "") continue;
      keys = line.public_keys;
      check = checkChain(keys);
    } else if (check === undefined) {
      throw new AppError("invalid", "the export does not begin with the public keys; give --key");
    } else if ("link" in line) check.link(line.link);
    else check.checkpoint(line.checkpoint);
  }
  if (check === undefined) throw new AppError("invalid", "there is nothing to verify in the file");
  return { report: check.end(), keys };
}

function writeReport({ stdout }: CommandContext, report: ChainReport, keys: readonly string[]): void {
  const { entries, first, last, checkpoints, faults } = report;
  for (const { position, kind, detail, id } of faults.slice(0, SHOWN))
    stdout.write(`${kind} ${position}${id === undefined ? "" : ` (${id})`}: ${detail}\n`);
  if (faults.length > SHOWN) stdout.write(`… and ${faults.length - SHOWN} more\n`);
  const range = entries === 0 ? "no entries" : `${entries} entries, ${first} to ${last}`;
  const result = faults.length === 0 ? "is whole" : `has ${faults.length} faults`;
  stdout.write(
    `The audit log ${result}: ${range}, ${checkpoints} checkpoints.\nPublic key: ${keys[0] ?? "none"}\n`,
  );
}
