import type { CliContext } from "../cli-context.ts";
import { EXIT } from "../exit-codes.ts";
import { writeJson, writeTable } from "../output.ts";
import type { Machine } from "./machine.ts";
import { readConfigured } from "./read-configured.ts";

/** Shows what is configured where; the exit code is that of a failure when a file is broken. */
export async function listConfigured(
  context: CliContext,
  machine: Machine,
  output: "text" | "json",
): Promise<number> {
  const rows = await readConfigured(machine);
  const faults = rows.flatMap(({ fault }) => fault ?? []);
  if (output === "json") {
    writeJson(
      context,
      rows.map(({ client, scope, name, url, path, fault }) => ({ client, scope, name, url, path, fault })),
    );
  } else {
    const entries = rows.filter(({ fault }) => fault === undefined);
    const cells = entries.map(({ client, scope, name, url, path }) => [
      client,
      scope,
      name,
      url ?? "local",
      path,
    ]);
    writeTable(context, ["client", "scope", "name", "server", "file"], cells);
    for (const fault of faults) context.stderr.write(`coder: ${fault}\n`);
  }
  return faults.length === 0 ? EXIT.ok : EXIT.failed;
}
