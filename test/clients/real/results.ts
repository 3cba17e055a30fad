import { PINNED } from "./pinned.ts";
import type { RealClient } from "./real-client.ts";
import { today } from "./result-page.ts";

export const WAYS = ["local", "token", "oauth"] as const;

export interface Result {
  readonly client: RealClient;
  readonly way: (typeof WAYS)[number];
  /** What the client reported; undefined when it did not reach us. */
  readonly saw: string | undefined;
}

/** One row for each client that was run. */
export function rowsOf(results: readonly Result[]): readonly (readonly string[])[] {
  const byClient = Map.groupBy(results, ({ client }) => client);
  return [...byClient].map(([client, of]) => rowOf(client, of));
}

function rowOf(client: RealClient, results: readonly Result[]): readonly string[] {
  const cells = WAYS.map((way) => {
    if (client[way] === undefined) return "-";
    const result = results.find((one) => one.way === way);
    if (result === undefined) return "not run";
    return result.saw === undefined ? "**failed**" : "yes";
  });
  const reports = [...new Set(results.flatMap(({ saw }) => saw ?? []))];
  const words = [...reports, ...(client.note === undefined ? [] : [client.note])].join("; ");
  return [client.title, PINNED[client.installs], ...cells, words, today()];
}
