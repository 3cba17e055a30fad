import { existsSync } from "node:fs";
import { AppError } from "../../wire/errors.ts";
import { fileOf } from "./apply.ts";
import { readConfigFile } from "./config-file.ts";
import { endpointIn, isEntry, isOurs } from "./entry-parts.ts";
import { FORMATS } from "./formats/formats.ts";
import type { Machine } from "./machine.ts";
import { explained } from "./plan.ts";
import type { ClientTarget, ScopeName } from "./target.ts";
import { TARGETS } from "./targets.ts";

/** An entry that leads to Coder, or a file that cannot be read. */
export interface Configured {
  readonly client: string;
  readonly scope: ScopeName;
  readonly path: string;
  /** Empty for a broken file. */
  readonly name: string;
  /** The endpoint; undefined for a server that the client starts. */
  readonly url: string | undefined;
  /** What is wrong with the file; undefined for an entry. */
  readonly fault: string | undefined;
}

/** What is configured where, of the user's clients and of the project's. */
export async function readConfigured(machine: Machine): Promise<readonly Configured[]> {
  const rows = TARGETS.flatMap((target) =>
    (["user", "project"] as const)
      .filter((scope) => scope === "user" || target.projectFile !== undefined)
      .map((scope) => configuredIn(target, machine, scope)),
  );
  return (await Promise.all(rows)).flat();
}

async function configuredIn(
  target: ClientTarget,
  machine: Machine,
  scope: ScopeName,
): Promise<readonly Configured[]> {
  const path = fileOf(target, machine, scope);
  const row = { client: target.id, scope, path, url: undefined, fault: undefined };
  if (!existsSync(path)) return [];
  try {
    const { text } = await readConfigFile(path);
    return serversIn(
      explained(path, () => FORMATS[target.format].parse(text)),
      target,
    ).map(([name, entry]) => ({
      ...row,
      name,
      url: endpointIn(entry),
    }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ ...row, name: "", fault: error.message }];
  }
}

function serversIn(
  root: unknown,
  { path, nameField }: ClientTarget,
): readonly (readonly [string, unknown])[] {
  const container = path.reduce<unknown>((at, key) => (isEntry(at) ? at[key] : undefined), root);
  if (typeof container !== "object" || container === null) return [];
  return Object.entries(container)
    .filter(([, entry]) => isOurs(entry))
    .map(([key, entry]) => [
      nameField !== undefined && isEntry(entry) ? String(entry[nameField]) : key,
      entry,
    ]);
}
