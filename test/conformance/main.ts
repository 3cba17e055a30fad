import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import { VERSION } from "../../src/lib/version.ts";
import { runAuthorization } from "./authorization.ts";
import { conformanceDeployment, type ConformanceDeployment } from "./conformance-deployment.ts";
import { fixtureExtension } from "./fixtures/mount.ts";
import { report } from "./report.ts";
import { isEmpty, isPassed, PLANS, run, type Run } from "./runs.ts";
import { versionOf, type Score } from "./run-suite.ts";

/** `npm run conformance`: runs the official suite, prints the scores, writes docs/conformance.md. */
const faults: string[] = [];
const authorization: Score[] = [];
const withFixtures = await runAll(true);
const withoutFixtures = await runAll(false);
for (const result of withFixtures) {
  for (const score of [...result.required, ...result.unscored].filter((one) => !isPassed(one))) {
    faults.push(`${result.plan.name}: ${score.scenario} fails: ${score.faults.join("; ")}`);
  }
  for (const name of result.plan.alsoChecked) {
    const score = result.unscored.find(({ scenario }) => scenario === name);
    if (score === undefined || isEmpty(score)) faults.push(`${result.plan.name}: ${name} checked nothing`);
  }
  if (result.exitCode !== 0) faults.push(`${result.plan.name}: the suite ended with ${result.exitCode}`);
  if (result.required.length === 0) faults.push(`${result.plan.name}: nothing ran\n${result.output}`);
}
for (const { plan, required, unscored } of withoutFixtures) {
  const scores = new Map([...required, ...unscored].map((score) => [score.scenario, score]));
  for (const name of plan.ofAnyServer) {
    const score = scores.get(name);
    if (score === undefined) faults.push(`${plan.name} without fixtures: ${name} did not run`);
    else if (!isPassed(score))
      faults.push(`${plan.name} without fixtures: ${name}: ${score.faults.join("; ")}`);
  }
}
const text = report({
  date: new Date(),
  versions: { newest: await versionOf("newest"), stable: await versionOf("stable"), product: VERSION },
  withFixtures,
  withoutFixtures,
  authorization,
});
await writeFile(join(PACKAGE_ROOT, "docs", "conformance.md"), text);
console.log(text);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

async function runAll(fixtures: boolean): Promise<readonly Run[]> {
  await using deployment = await conformanceDeployment(fixtures ? fixtureExtension() : undefined);
  const runs: Run[] = [];
  for (const plan of PLANS) {
    console.error(`${plan.name}, ${fixtures ? "with" : "without"} fixtures …`);
    runs.push(await run(plan, deployment.mcpUrl));
  }
  if (fixtures) await runAuthorizationServer(deployment);
  return runs;
}

async function runAuthorizationServer(deployment: ConformanceDeployment): Promise<void> {
  console.error("authorization server …");
  const { scores, exitCode, output } = await runAuthorization(deployment);
  authorization.push(...scores);
  const isWhole = scores.length > 0 && scores.every(({ failed, passed }) => failed === 0 && passed > 0);
  if (exitCode !== 0 || !isWhole) faults.push(`authorization server: ended with ${exitCode}\n${output}`);
}
