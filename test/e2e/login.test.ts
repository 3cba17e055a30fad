import assert from "node:assert/strict";
import { chmod, mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { callApi, expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { PASSWORD } from "../support/identity-api.ts";
import { startPages } from "../support/pages-server.ts";
import { runCoder } from "../support/run-coder.ts";
import { noTerminal, startAtTerminal } from "../support/terminal-coder.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const second = await startTestDeployment({ after: closing });

const stored = async (dir: string): Promise<readonly string[]> =>
  await Promise.all(["url", "session"].map(async (name) => await readFile(join(dir, name), "utf8")));

const isValid = async (url: string, token: string): Promise<boolean> =>
  (await callApi({ url, token }, "GET /users/me")).status === 200;

describe("coder login", () => {
  test("makes a session with a token, or keeps the token itself when told to", async (t) => {
    const dir = await temporaryDirectory(t);
    const env = { CODER_CONFIG_DIR: dir };
    const made = await runCoder(["login", deployment.url, "--token", deployment.token], env);
    assert.deepEqual([made.code, made.stderr], [0, ""]);
    const [, session = ""] = await stored(dir);
    assert.notEqual(session, deployment.token);
    assert.ok(await isValid(deployment.url, session));
    assert.ok(!made.stdout.includes(session) && !made.stdout.includes(deployment.token));
    await runCoder(["login", deployment.url, "--token", deployment.token, "--use-token-as-session"], env);
    assert.deepEqual(await stored(dir), [deployment.url, deployment.token]);
    assert.equal((await runCoder(["login", "token"], env)).stdout, `${deployment.token}\n`);
    const other = await runCoder(["login", "token"], { CODER_CONFIG_DIR: await temporaryDirectory(t) });
    assert.deepEqual([other.code, other.stdout], [3, ""]);
  });

  test("says where the URL comes from: the argument, --url, CODER_URL, the last login", async (t) => {
    const dir = await temporaryDirectory(t);
    const env = { CODER_CONFIG_DIR: dir, CODER_SESSION_TOKEN: deployment.token };
    const host = deployment.url.replace("http://", "");
    const elsewhere = { ...env, CODER_URL: "http://127.0.0.1:9" };
    const cases: readonly (readonly [readonly string[], Record<string, string>, string])[] = [
      [["login", host], elsewhere, "as given"],
      [["login", "--url", deployment.url], elsewhere, "from --url"],
      [["login"], { ...env, CODER_URL: deployment.url }, "from CODER_URL"],
      [["login"], env, "from the last login"],
    ];
    for (const [args, variables, source] of cases) {
      const { code, stdout, stderr } = await runCoder(args, variables);
      assert.deepEqual([code, stderr], [0, ""], source);
      assert.match(stdout, new RegExp(`^Logging in to ${deployment.url} \\(${source}\\)`));
    }
    const none = await runCoder(["login"], { CODER_CONFIG_DIR: await temporaryDirectory(t) });
    assert.equal(none.code, 2);
    assert.match(none.stderr, /no url argument provided/);
    const bad = await runCoder(["login", "ftp://x"], env);
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /ftp:\/\/x/);
  });

  test("names the flag that a token of few rights needs", async (t) => {
    const dir = await temporaryDirectory(t);
    const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", {
      token_name: "narrow",
      scopes: ["workspace:read", "user:read"],
    });
    const env = { CODER_CONFIG_DIR: dir, CODER_SESSION_TOKEN: key };
    const refused = await runCoder(["login", deployment.url], env);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /--use-token-as-session/);
    assert.deepEqual(await readdir(dir), []);
  });

  test("makes the first user of a deployment, by flags", async (t) => {
    const { url } = await startPages(t, { owner: false });
    const dir = await temporaryDirectory(t);
    const env = { CODER_CONFIG_DIR: dir };
    const missing = await runCoder(["login", url, "--first-user-username", "ann"], env);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /--first-user-email, --first-user-password/);
    const flags = ["--first-user-username", "ann", "--first-user-email", "ann@example.com"];
    const made = await runCoder(["login", url, ...flags, "--first-user-full-name", "Ann A."], {
      ...env,
      CODER_FIRST_USER_PASSWORD: PASSWORD,
    });
    assert.deepEqual([made.code, made.stderr], [0, ""]);
    assert.match(made.stdout, /Welcome to Coder, ann!/);
    const [, token = ""] = await stored(dir);
    assert.equal((await callApi({ url, token }, "GET /users/me")).body.name, "Ann A.");
  });
});

describe("at a terminal", { skip: noTerminal }, () => {
  test("the browser opens the page, a wrong token is asked for again, a right one is kept", async (t) => {
    const dir = await temporaryDirectory(t);
    const opened = join(dir, "opened");
    const browser = join(dir, "browser");
    await writeFile(browser, `#!/bin/sh\necho "$@" > ${opened}.tmp && mv ${opened}.tmp ${opened}\n`);
    await chmod(browser, 0o700);
    const coder = startAtTerminal(t, ["login", deployment.url], {
      CODER_CONFIG_DIR: dir,
      BROWSER: `/nowhere/browser:${browser} --new %s --tab`,
    });
    await coder.sees("A browser opens this page");
    await coder.sees("Paste your token here:");
    coder.types("no-token\r");
    await coder.sees("That's not a valid token!");
    await coder.sees("Paste your token here:");
    coder.types(`${deployment.token}\r`);
    await coder.sees("Welcome to Coder, admin!");
    assert.equal(await coder.ends(), 0);
    assert.equal(await readFile(opened, "utf8"), `--new ${deployment.url}/cli-auth --tab\n`);
    assert.deepEqual(await stored(dir), [deployment.url, deployment.token]);
    assert.ok(!coder.screen().includes(deployment.token));
  });

  test("--no-open only names the page; Ctrl+C leaves with 130 and stores nothing", async (t) => {
    const dir = await temporaryDirectory(t);
    const coder = startAtTerminal(t, ["login", deployment.url, "--no-open"], {
      CODER_CONFIG_DIR: dir,
      BROWSER: "/bin/false",
    });
    await coder.sees(`Open this page in a browser, on any machine`);
    await coder.sees("Paste your token here:");
    coder.types("\u0003");
    assert.equal(await coder.ends(), 130);
    assert.deepEqual(await readdir(dir), []);
  });

  test("the first user is asked for", async (t) => {
    const { url } = await startPages(t, { owner: false });
    const coder = startAtTerminal(t, ["login", url], { CODER_CONFIG_DIR: await temporaryDirectory(t) });
    await coder.sees("User name");
    coder.types("ann\r");
    await coder.sees("E-mail");
    coder.types("ann\r");
    await coder.sees(/invalid/i);
    coder.types("@example.com\r");
    await coder.sees("Password");
    coder.types(`${PASSWORD}\r`);
    await coder.sees("once more");
    coder.types(`${PASSWORD}\r`);
    await coder.sees("Welcome to Coder, ann!");
    assert.equal(await coder.ends(), 0);
    assert.ok(!coder.screen().includes(PASSWORD));
  });

  test("logout asks, and a no changes nothing", async (t) => {
    const dir = await temporaryDirectory(t);
    const env = { CODER_CONFIG_DIR: dir };
    await runCoder(["login", deployment.url, "--token", deployment.token], env);
    const before = await stored(dir);
    const no = startAtTerminal(t, ["logout"], env);
    await no.sees(`Log out of ${deployment.url}?`);
    no.types("n");
    assert.equal(await no.ends(), 1);
    assert.deepEqual(await stored(dir), before);
    const yes = startAtTerminal(t, ["logout"], env);
    await yes.sees("Log out");
    yes.types("y");
    await yes.sees("Successfully logged out.");
    assert.equal(await yes.ends(), 0);
    assert.equal(await isValid(deployment.url, before[1] ?? ""), false);
  });
});

describe("several deployments", () => {
  test("each keeps its login; one is current, and --url takes that of another", async (t) => {
    const dir = await temporaryDirectory(t);
    const env = { CODER_CONFIG_DIR: dir };
    for (const { url, token } of [deployment, second]) await runCoder(["login", url, "--token", token], env);
    const list = async () => JSON.parse((await runCoder(["login", "list", "-o", "json"], env)).stdout);
    assert.deepEqual(await list(), [
      { url: second.url, current: true },
      { url: deployment.url, current: false },
    ]);
    for (const { url } of [deployment, second])
      assert.match((await runCoder(["whoami", "--url", url], env)).stdout, new RegExp(url));
    const [parked = ""] = await readdir(join(dir, "deployments"));
    assert.equal((await stat(join(dir, "deployments", parked, "session"))).mode & 0o777, 0o600);
    const [, current] = await stored(dir);
    assert.equal((await runCoder(["login", "use", deployment.url], env)).code, 0);
    assert.equal((await stored(dir))[0], deployment.url);
    const table = await runCoder(["login", "list"], env);
    assert.match(
      table.stdout,
      new RegExp(`^CURRENT  URL\n\\*        ${deployment.url}\n {9}${second.url}\n$`),
    );
    assert.equal((await runCoder(["login", "use", "http://127.0.0.1:9"], env)).code, 3);
    assert.equal((await runCoder(["logout", "--url", second.url], env)).code, 0);
    assert.equal(await isValid(second.url, current ?? ""), false);
    assert.deepEqual(await list(), [{ url: deployment.url, current: true }]);
  });

  test("logout --all ends every one, and those that cannot be told are forgotten", async (t) => {
    const dir = await temporaryDirectory(t);
    const env = { CODER_CONFIG_DIR: dir };
    for (const { url, token } of [deployment, second]) await runCoder(["login", url, "--token", token], env);
    const [, token = ""] = await stored(dir);
    await mkdir(join(dir, "deployments", "127.0.0.1%3A9"));
    await writeFile(join(dir, "deployments", "127.0.0.1%3A9", "url"), "http://127.0.0.1:9");
    await writeFile(join(dir, "deployments", "127.0.0.1%3A9", "session"), "gone");
    const { code, stderr } = await runCoder(["logout", "--all", "-y"], env);
    assert.equal(code, 0);
    assert.match(stderr, /http:\/\/127\.0\.0\.1:9 was not told/);
    assert.equal(await isValid(second.url, token), false);
    assert.equal((await runCoder(["login", "list"], env)).stdout, "CURRENT  URL\n");
  });
});

describe("Coder's own CLI", () => {
  test("is asked for the token that no file has, and never asks back", async (t) => {
    const dir = await temporaryDirectory(t);
    await writeFile(join(dir, "url"), deployment.url);
    const bin = join(dir, "bin");
    await mkdir(bin);
    const script = `#!/bin/sh\n[ "$*" = "login token" ] && [ "$CODER_CONFIG_DIR" = "${dir}" ] && echo ${deployment.token}\n`;
    await writeFile(join(bin, "coder"), script, { mode: 0o700 });
    const env = { CODER_CONFIG_DIR: dir, PATH: `${bin}:/usr/bin:/bin` };
    assert.match((await runCoder(["whoami"], env)).stdout, /authenticated as admin/);
    assert.equal((await runCoder(["whoami", "--url", second.url], env)).code, 3);
    assert.equal((await runCoder(["whoami"], { ...env, CODER_MCP_ASKED_BY: "x" })).code, 3);
  });
});

test("tokens are made, listed and removed", async () => {
  const env = { CODER_URL: deployment.url, CODER_SESSION_TOKEN: deployment.token };
  const named = ["tokens", "create", "--name", "ci", "--lifetime", "2h"];
  const made = await runCoder([...named, "--scope", "workspace:read", "--scope", "template:read"], env);
  assert.deepEqual([made.code, made.stderr], [0, ""]);
  const token = made.stdout.trim();
  assert.match(token, /^[A-Za-z0-9]{10}-[A-Za-z0-9]{22}$/);
  assert.equal((await callApi({ url: deployment.url, token }, "GET /workspaces")).status, 200);
  const tokens = JSON.parse((await runCoder(["tokens", "list", "-o", "json"], env)).stdout);
  const listed = tokens.find((one: { token_name: string }) => one.token_name === "ci");
  assert.partialDeepStrictEqual(listed, {
    token_name: "ci",
    lifetime_seconds: 7200,
    scopes: ["workspace:read", "template:read"],
  });
  const table = await runCoder(["tokens", "list", "--all"], env);
  assert.match(table.stdout, /^ID +NAME +SCOPES +LAST USED +EXPIRES AT +CREATED AT +OWNER\n/);
  assert.match(table.stdout, /ci +workspace:read template:read .* admin\n/);
  assert.equal((await runCoder(["tokens", "create", "--name", "second"], env)).code, 0);
  assert.equal((await runCoder(["tokens", "remove", listed.id, "second"], env)).code, 0);
  assert.equal(await isValid(deployment.url, token), false);
  const gone = await runCoder(["tokens", "remove", "ci"], env);
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /no token "ci"/);
  const bad = await runCoder(["tokens", "create", "--lifetime", "soon"], env);
  assert.equal(bad.code, 2);
  assert.match(bad.stderr, /--lifetime: must be a duration/);
});
