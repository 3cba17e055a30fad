import { isEmpty, isPassed, type Run } from "./runs.ts";
import type { Score } from "./run-suite.ts";

export interface Results {
  readonly date: Date;
  readonly versions: { readonly newest: string; readonly stable: string; readonly product: string };
  readonly withFixtures: readonly Run[];
  readonly withoutFixtures: readonly Run[];
  readonly authorization: readonly Score[];
}

/** docs/conformance.md: what the official suite says of the product, with and without what it asks for by name. */
export function report(results: Results): string {
  const { date, versions, withFixtures, withoutFixtures, authorization } = results;
  const unscored = withFixtures.flatMap((run) => run.unscored);
  return `# Conformance

What the official suite \`@modelcontextprotocol/conformance\` says of coder-mcp ${versions.product}. \`npm run conformance\`
wrote this page on ${date.toISOString().slice(0, 10)}; it fails when a scenario fails with fixtures. CI runs it.

The server is the real deployment: OAuth, the guard of Host and Origin, rate limits and sessions are on. The suite cannot
log in, so a proxy adds the token that an OAuth client got. Most scenarios ask for tools, resources and prompts with
given names, which no product has; \`test/conformance/fixtures\` mounts them beside the real ones through an argument of
\`startDeployment\` that no setting reaches. "Without" is the product as it is shipped.

| suite | version | scenarios passed | checks passed | without fixtures: scenarios | checks |
|---|---|---|---|---|---|
${withFixtures.map((run, i) => row(run, withoutFixtures[i], versions)).join("\n")}
| authorization server | ${versions.newest} | ${scenarios(authorization)} | ${checks(authorization)} | the same | the same |

Without fixtures these scenarios, which apply to any server, must pass:

${withoutFixtures.map(({ plan }) => `- ${plan.name}: ${plan.ofAnyServer.join(", ")}`).join("\n")}

## Not scored by the suite

Extensions, and scenarios that the suite calls pending or added after the release of the revision. With fixtures, they
must pass here as well: ${scenarios(unscored)}, ${checks(unscored)} checks. The suite has nothing to check where it says so.

| suite | scenario | checks passed | without fixtures |
|---|---|---|---|
${withFixtures.flatMap((run, i) => unscoredRows(run, withoutFixtures[i])).join("\n")}
`;
}

function row(run: Run, bare: Run | undefined, versions: Results["versions"]): string {
  const cells = [
    run.plan.name,
    versions[run.plan.release],
    scenarios(run.required),
    checks(run.required),
    scenarios(bare?.required ?? []),
    checks(bare?.required ?? []),
  ];
  return `| ${cells.join(" | ")} |`;
}

function unscoredRows({ plan, unscored }: Run, bare: Run | undefined): readonly string[] {
  return unscored.map((score) => {
    const other = bare?.unscored.find(({ scenario }) => scenario === score.scenario);
    return `| ${plan.name} | ${score.scenario} | ${checks([score])} | ${other === undefined ? "-" : checks([other])} |`;
  });
}

function scenarios(scores: readonly Score[]): string {
  const passed = scores.filter((score) => isPassed(score));
  const empty = passed.filter((score) => isEmpty(score)).length;
  return `${passed.length} of ${scores.length}${empty === 0 ? "" : ` (${empty} had nothing to check)`}`;
}

function checks(scores: readonly Score[]): string {
  const sum = (field: "passed" | "failed" | "warnings") =>
    scores.reduce((total, score) => total + score[field], 0);
  if (sum("passed") + sum("failed") + sum("warnings") === 0) return "nothing to check";
  const warnings = sum("warnings") === 0 ? "" : `, ${sum("warnings")} warned`;
  return `${sum("passed")} of ${sum("passed") + sum("failed")}${warnings}`;
}
