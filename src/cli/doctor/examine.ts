import { AppError } from "../../wire/errors.ts";
import { type Check, type Finding, type Patient, failure, skipped } from "./check.ts";

export type Named = Finding & { readonly check: string };

/** Runs checks in order; one whose needs failed is skipped. `onStep` is told what is looked at. */
export async function examine(
  checks: readonly Check[],
  patient: Patient,
  onStep: (name: string) => void,
): Promise<readonly Named[]> {
  const failed = new Set<string>();
  const findings: Named[] = [];
  for (const check of checks) {
    onStep(check.name);
    const missing = check.needs.find((name) => failed.has(name));
    const found =
      missing === undefined ? await run(check, patient) : [skipped(`not looked at: ${missing} failed`)];
    if (missing !== undefined || found.some(({ status }) => status === "failure")) failed.add(check.name);
    findings.push(...found.map((finding) => ({ check: check.name, ...finding })));
  }
  return findings;
}

async function run(check: Check, patient: Patient): Promise<readonly Finding[]> {
  try {
    return await check.run(patient);
  } catch (error) {
    if (patient.context.signal.aborted) throw error;
    const remedy =
      error instanceof AppError ? (error.detail ?? "See docs/troubleshooting.md.") : "Try again.";
    return [failure(error instanceof Error ? error.message : String(error), remedy)];
  }
}
