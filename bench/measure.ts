import type { BenchDeployment } from "./deployment.ts";
import type { Probe, Row } from "./row.ts";

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

export interface Measured {
  readonly row: Row;
  readonly ours: Spread;
  readonly baseline: Spread;
}

/** Takes the samples of a row, ours and the baseline's in turn, so that both meet the same machine. */
export async function measure(row: Row, deployment: BenchDeployment): Promise<Measured> {
  await using probe: Probe = await row.open(deployment);
  for (let i = 0; i < row.warmUp; i++) {
    await probe.ours();
    await probe.baseline();
  }
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let i = 0; i < row.samples; i++) {
    ours.push(await probe.ours());
    baseline.push(await probe.baseline());
  }
  return { row, ours: spreadOf(ours), baseline: spreadOf(baseline) };
}

function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return { min: at(0), median: at(0.5), p99: at(0.99), max: at(1) };
}
