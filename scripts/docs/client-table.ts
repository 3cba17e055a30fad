import { placesOf } from "../../src/cli/configure/machine.ts";
import type { ClientTarget } from "../../src/cli/configure/target.ts";
import { markdownTable } from "./markdown-table.ts";

/** What `coder exp mcp configure` writes for each client: its files, and what a remote entry may be. */
export function clientTable(targets: readonly ClientTarget[]): string {
  const places = placesOf({ platform: "linux", home: "~", env: {}, project: "" });
  return markdownTable(
    ["client", "is", "the user's file on Linux", "the project's file", "`--remote`", "`--remote --token`"],
    targets.map((target) => [
      [target.id, ...(target.aliases ?? [])].map((name) => `\`${name}\``).join(", "),
      target.title,
      `\`${target.userFiles(places)[0]}\``,
      target.projectFile === undefined ? "-" : `\`${target.projectFile.join("/")}\``,
      target.remote === undefined || target.login === undefined ? "-" : "yes",
      target.remote === undefined || target.whyNoToken !== undefined ? "-" : "yes",
    ]),
  );
}
