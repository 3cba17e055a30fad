import type { ConfigureValues } from "../../config/configure-settings.ts";
import type { AppError } from "../../wire/errors.ts";
import type { CliContext } from "../cli-context.ts";
import type { Applied, Job } from "./apply.ts";
import type { Outcome } from "./plan.ts";
import type { ClientTarget } from "./target.ts";
import { fileDiff } from "./file-diff.ts";

interface Done {
  readonly job: Job;
  readonly applied: Applied;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  added: "added to",
  changed: "changed in",
  unchanged: "is already in",
  removed: "removed from",
  absent: "is not in",
};

/** Says what was done, or shows what would be, and what is left to do for the user. */
export function tellChange(
  { stdout, stderr }: CliContext,
  values: ConfigureValues,
  { job, applied }: Done,
): void {
  const { target, name } = job.wish;
  const { outcome, path, backup, before, after } = applied;
  const line = `${target.title}: "${name}" ${WORDS[outcome]} ${path}\n`;
  if (job.dryRun) {
    stderr.write(outcome === "unchanged" || outcome === "absent" ? line : "");
    stdout.write(fileDiff(path, before, after));
    return;
  }
  stdout.write(line);
  if (outcome === "added" || outcome === "changed") {
    if (backup !== undefined) stdout.write(`  What it was before is in ${backup}\n`);
    for (const step of nextSteps(target, values)) stdout.write(`  ${step}\n`);
  }
}

/** Says why a client was passed over. */
export function tellRefusal({ stderr }: CliContext, { title }: ClientTarget, error: AppError): void {
  stderr.write(`${title}: ${error.message}${error.detail === undefined ? "" : ` (${error.detail})`}\n`);
}

function nextSteps(
  target: ClientTarget,
  { name, remote, token, scope, tokenVariable }: ConfigureValues,
): readonly string[] {
  const asks = target.companion !== undefined;
  return [
    ...(remote && !token && target.login !== undefined ? [target.login(name)] : []),
    ...(token && !asks ? [`Start the client with a token of yours in ${tokenVariable}.`] : []),
    ...(token && asks ? ["The client asks for a token when it starts the server."] : []),
    ...(scope === "project" && target.projectNote !== undefined ? [target.projectNote] : []),
    ...(target.reload === undefined ? [] : [target.reload]),
  ];
}
