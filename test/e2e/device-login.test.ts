import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { callApi } from "../support/api-calls.ts";
import { openBrowser, type Page } from "../support/browser.ts";
import {
  closeInReverse,
  startTestDeployment,
  temporaryDirectory,
  type Scope,
} from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { logIn } from "../support/oauth-flow.ts";
import { startPages } from "../support/pages-server.ts";
import { runCoder } from "../support/run-coder.ts";
import { noTerminal, startAtTerminal } from "../support/terminal-coder.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const browser = openBrowser(deployment.url);
await logIn(deployment, browser, deployment.owner);

/** A program may ask once in five seconds, and later when it was told to slow down. */
const POLLED_MS = 30_000;

/** Begins a login with a code and takes the browser to the question that it puts. */
async function begin(scope: Scope, dir: string) {
  const args = ["login", "--device", deployment.url];
  const coder = startAtTerminal(scope, args, { CODER_CONFIG_DIR: dir });
  await coder.sees(/type the code {2}[A-Z-]{9}\s/);
  const [, page = ""] = /^ {2}(http\S+)/m.exec(coder.screen()) ?? [];
  const [, code = ""] = /type the code {2}(\S+)/.exec(coder.screen()) ?? [];
  const asked = await browser.submit(await browser.open(page), { user_code: code });
  return { coder, asked };
}

async function decide(asked: Page, decision: "allow" | "deny"): Promise<void> {
  assert.equal((await browser.submit(asked, { decision })).status, 200);
}

/** As if an hour had gone by. */
async function age(dir: string): Promise<void> {
  const path = join(dir, "oauth.json");
  const stored = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...stored, expires_at: "2020-01-01T00:00:00.000Z" }));
}

describe("coder login --device", { skip: noTerminal }, () => {
  test("logs in with a code typed elsewhere, renews its token, and ends with the logout", async (t) => {
    const dir = await temporaryDirectory(t);
    const env = { CODER_CONFIG_DIR: dir };
    const session = async () => await readFile(join(dir, "session"), "utf8");
    const { coder, asked } = await begin(t, dir);
    assert.match(asked.text, /coder on /);
    await decide(asked, "allow");
    await coder.sees("Welcome to Coder, admin!", POLLED_MS);
    assert.equal(await coder.ends(), 0);
    assert.equal((await stat(join(dir, "oauth.json"))).mode & 0o777, 0o600);
    const first = await session();
    assert.ok(!coder.screen().includes(first));
    assert.equal((await runCoder(["whoami"], env)).code, 0);
    assert.equal(await session(), first);

    await age(dir);
    const both = await Promise.all([runCoder(["whoami"], env), runCoder(["login", "token"], env)]);
    assert.deepEqual(
      both.map(({ code, stderr }) => [code, stderr]),
      [
        [0, ""],
        [0, ""],
      ],
    );
    const second = await session();
    assert.notEqual(second, first);
    assert.equal((await callApi({ url: deployment.url, token: second }, "GET /users/me")).status, 200);

    await age(dir);
    const { ok } = await connectMcp(t, undefined, { env });
    await ok("list_templates");
    const ofServer = await session();
    assert.notEqual(ofServer, second);

    await age(dir);
    assert.match((await runCoder(["doctor"], env)).stdout, /ok +token +a login of `coder login --device`/);
    const elsewhere = await startTestDeployment({ after: closing });
    await runCoder(["login", elsewhere.url, "--token", elsewhere.token], env);
    const parked = join(dir, "deployments", encodeURIComponent(new URL(deployment.url).host));
    await age(parked);
    assert.equal((await runCoder(["whoami", "--url", deployment.url], env)).code, 0);
    const third = await readFile(join(parked, "session"), "utf8");
    assert.ok(![first, second, ofServer].includes(third));
    assert.equal((await runCoder(["login", "use", deployment.url], env)).code, 0);
    assert.equal((await runCoder(["logout"], env)).code, 0);
    assert.equal((await callApi({ url: deployment.url, token: third }, "GET /users/me")).status, 401);
    await assert.rejects(stat(join(dir, "oauth.json")), { code: "ENOENT" });
  });

  test("a no in the browser is exit code 3, and so is a login that was taken back", async (t) => {
    const [one, other] = [await temporaryDirectory(t), await temporaryDirectory(t)];
    const denied = await begin(t, one);
    await decide(denied.asked, "deny");
    const allowed = await begin(t, other);
    await decide(allowed.asked, "allow");
    await denied.coder.sees("the login was denied in the browser", POLLED_MS);
    assert.equal(await denied.coder.ends(), 3);
    await allowed.coder.sees("Welcome", POLLED_MS);
    const renewal = JSON.parse(await readFile(join(other, "oauth.json"), "utf8"));
    const body = new URLSearchParams({ token: renewal.refresh_token, client_id: renewal.client_id });
    await fetch(`${deployment.url}/oauth2/revoke`, { method: "POST", body });
    await age(other);
    const { code, stderr } = await runCoder(["whoami"], { CODER_CONFIG_DIR: other });
    assert.equal(code, 3);
    assert.match(stderr, /has ended[^]*coder login --device/);
  });
});

test("a deployment without the device flow is told apart, with another way", async (t) => {
  const { url } = await startPages(t);
  const env = { CODER_CONFIG_DIR: await temporaryDirectory(t) };
  const { code, stderr } = await runCoder(["login", "--device", url], env);
  assert.equal(code, 1);
  assert.match(stderr, /has no device flow[^]*\/cli-auth/);
});
