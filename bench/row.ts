import type { BenchDeployment } from "./deployment.ts";

/** One line of the table: what is measured, and the bare baseline that does the same work in the same run. */
export interface Row {
  readonly name: string;
  readonly baseline: string;
  /** What the project aims at, in words. */
  readonly aim: string;
  /** Tells whether medians in milliseconds reach the aim. */
  readonly reaches: (ours: number, baseline: number) => boolean;
  readonly samples: number;
  readonly warmUp: number;
  /** Prepares what the samples share. */
  readonly open: (deployment: BenchDeployment) => Promise<Probe>;
}

/** Each function does the work once and returns the milliseconds that it took. */
export interface Probe extends AsyncDisposable {
  readonly ours: () => Promise<number>;
  readonly baseline: () => Promise<number>;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
