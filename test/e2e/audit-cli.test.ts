import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { callApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { runCoder } from "../support/run-coder.ts";
import { CODER } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const dir = await temporaryDirectory({ after: closing });
const env = { CODER_URL: deployment.url, CODER_SESSION_TOKEN: deployment.token, CODER_CONFIG_DIR: dir };

const makeToken = async (name: string) =>
  await callApi(deployment, "POST /users/me/keys/tokens", { token_name: name });

async function exported(): Promise<string> {
  const { code, stdout } = await runCoder(["audit", "export"], env);
  assert.equal(code, 0);
  return stdout;
}

/** Exports again and again until the newest entries are linked. */
const exportWith = async (name: string): Promise<string> =>
  await until(`${name} is linked`, async () => {
    const text = await exported();
    return text.includes(`"${name}"`) ? text : undefined;
  });

test("entries are listed by their filters, as a table, JSON, CSV and OCSF", async () => {
  await makeToken("listed");
  const table = await runCoder(["audit", "list", "--type", "api_key", "--action", "create"], env);
  assert.equal(table.code, 0);
  assert.match(table.stdout, /^TIME +USER +WHAT +STATUS +FROM\n.*admin +created api key listed +201/);
  const json = await runCoder(["audit", "list", "--user", "me", "--limit", "1", "-o", "json"], env);
  assert.equal(JSON.parse(json.stdout)[0].user.username, "admin");
  const csv = await runCoder(["audit", "export", "-o", "csv", "--action", "create"], env);
  assert.match(csv.stdout, /^id,time,user,key_id,.*\r\n.*,admin,.*,listed,/);
  const ocsf = await runCoder(["audit", "export", "-o", "ocsf", "--action", "create"], env);
  const event = JSON.parse(ocsf.stdout.split("\n")[0] ?? "");
  assert.deepEqual([event.class_uid, event.type_uid, event.actor.user.name], [6003, 600_301, "admin"]);
  const wrong = await runCoder(["audit", "list", "--action", "fly"], env);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /action must be one of create, write/);
});

test("the deployment's log verifies, and so does its export, with the key that was noted", async () => {
  await makeToken("whole");
  const path = join(dir, "whole.jsonl");
  await writeFile(path, await exportWith("whole"));
  const online = await runCoder(["audit", "verify"], env);
  assert.equal(online.code, 0, online.stdout);
  assert.match(
    online.stdout,
    /^The audit log is whole: \d+ entries, 1 to \d+, [1-9]\d* checkpoints\.\nPublic key: /,
  );
  const key = /Public key: ([0-9a-f]{64})/.exec(online.stdout)?.[1] ?? "";
  const offline = await runCoder(["audit", "verify", "--file", path, "--key", key], {
    CODER_CONFIG_DIR: dir,
  });
  assert.equal(offline.code, 0, offline.stdout);
  const other = await runCoder(["audit", "verify", "--file", path, "--key", "0".repeat(64)], {
    CODER_CONFIG_DIR: dir,
  });
  assert.equal(other.code, 1);
  assert.match(other.stdout, /checkpoint \d+: it was signed with an unknown key/);
});

test("an export that somebody edited tells which entry", async () => {
  await makeToken("edited");
  await makeToken("behind");
  const path = join(dir, "edited.jsonl");
  const lines = (await exportWith("behind")).split("\n");
  const at = lines.findIndex((line) => line.includes('"edited"'));
  const { link } = JSON.parse(lines[at] ?? "");
  await writeFile(path, lines.with(at, (lines[at] ?? "").replace('"edited"', '"forged"')).join("\n"));
  const changed = await runCoder(["audit", "verify", "--file", path], { CODER_CONFIG_DIR: dir });
  assert.equal(changed.code, 1);
  assert.match(changed.stdout, new RegExp(`^changed ${link.position} \\(${link.entry.id}\\)`));
  await writeFile(path, lines.toSpliced(at, 1).join("\n"));
  const removed = await runCoder(["audit", "verify", "--file", path], { CODER_CONFIG_DIR: dir });
  assert.match(removed.stdout, new RegExp(`^removed ${link.position}: `));
  await writeFile(path, `${await readFile(path, "utf8")}\nno JSON\n`);
  const bad = await runCoder(["audit", "verify", "--file", path], { CODER_CONFIG_DIR: dir });
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /--file: line \d+ is no line/);
  const missing = await runCoder(["audit", "verify", "--file", join(dir, "none")], { CODER_CONFIG_DIR: dir });
  assert.match(missing.stderr, /--file: there is no file/);
});

test("tail shows entries as they come, and ends with Ctrl+C", async () => {
  await makeToken("before");
  const args = [CODER, "audit", "tail", "--action", "create"];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  let out = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  await until("the entry before is shown", () => out.includes("before"));
  await makeToken("live");
  await until("the live entry is shown", () => out.includes("created api key live"));
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
});
