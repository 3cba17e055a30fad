import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { installPackage } from "../../package/installed.ts";
import { closeInReverse, startTestDeployment } from "../../support/deployment.ts";
import { openBench, type Bench } from "./bench.ts";
import { CONFIGURED_FILES, type ConfiguredFile } from "./configured-files.ts";
import { installClient, type InstalledClient } from "./install-client.ts";
import { PINNED } from "./pinned.ts";
import { putRows, today } from "./result-page.ts";
import { saw } from "./saw.ts";

/** Part of `npm run test:clients`: files of clients that do not run here, read by what others wrote for them. */
const closing = closeInReverse({ after });
const { coder } = await installPackage({ after: closing });
const deployment = await startTestDeployment({ after: closing });
const place = { deployment, token: deployment.token, coder, modelUrl: "" };
const rows: (readonly string[])[] = [];
after(() => putRows("files", rows));

/** Which of the servers that add-mcp finds for a client is ours. */
async function readByAddMcp({ run }: Bench, title: string): Promise<string> {
  const { output } = await run("add-mcp", ["list", "-g"]);
  const section = output.split(new RegExp(`^${title}:.*$`, "m"))[1] ?? "";
  return saw(section.split(/^\S/m)[0] ?? "", /- coder \(.*\)/);
}

async function fitsSchema({ modules }: InstalledClient, path: string, client: string): Promise<void> {
  const entry = join(modules, "@gleanwork", "mcp-config-schema", "dist", "index.js");
  const { validateGeneratedConfig } = await import(pathToFileURL(entry).href);
  const { success, error } = validateGeneratedConfig(JSON.parse(await readFile(path, "utf8")), client);
  assert.ok(success, JSON.stringify(error));
}

/** The checks of one file as it is; says which were made. */
async function check(
  bench: Bench,
  file: ConfiguredFile,
  schemas: InstalledClient,
): Promise<readonly string[]> {
  const made: string[] = [];
  if (file.addMcp !== undefined) {
    await readByAddMcp(bench, file.addMcp);
    made.push(`add-mcp ${PINNED["add-mcp"]} reads it`);
  }
  if (file.schema !== undefined) {
    await fitsSchema(schemas, join(bench.home, ...file.path), file.schema);
    made.push(
      `schema \`${file.schema}\` of @gleanwork/mcp-config-schema ${PINNED["@gleanwork/mcp-config-schema"]}`,
    );
  }
  return made;
}

for (const file of CONFIGURED_FILES) {
  test(file.title, async (t) => {
    const installed = await Promise.all([installClient("add-mcp"), installClient("mcporter")]);
    const bins = installed.map(({ bin }) => bin);
    const schemas = await installClient("@gleanwork/mcp-config-schema");
    const bench = await openBench({ after: (fn) => t.after(fn) }, place, bins);
    await bench.configure(file.id);
    const made = [...(await check(bench, file, schemas))];
    if (file.mcporter === true) {
      saw((await bench.run("mcporter", ["call", "coder.list_templates"])).output, /local/);
      made.push(`mcporter ${PINNED.mcporter} calls a tool with it`);
    }
    if (file.localOnly !== true) {
      await bench.configure(file.id, "--remote");
      await check(bench, file, schemas);
    }
    rows.push([file.title, file.localOnly === true ? "local" : "local, remote", made.join("; "), today()]);
  });
}
