import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { callApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { runCoder } from "../support/run-coder.ts";
import { startServer } from "../support/server-process.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

describe("login, whoami, logout", () => {
  test("keep the credentials in private files, say who is logged in, and forget them", async (t) => {
    const dir = join(await temporaryDirectory(t), "made", "here");
    const env = { CODER_CONFIG_DIR: dir };
    const login = await runCoder(["login", deployment.url], {
      ...env,
      CODER_SESSION_TOKEN: deployment.token,
    });
    assert.deepEqual([login.code, login.stderr], [0, ""]);
    assert.match(login.stdout, /Welcome to Coder, admin/);
    assert.equal(await readFile(join(dir, "url"), "utf8"), deployment.url);
    assert.deepEqual(await Promise.all(["url", "session", "."].map((name) => modeOf(join(dir, name)))), [
      "600",
      "600",
      "700",
    ]);
    const whoami = await runCoder(["whoami"], env);
    assert.equal(whoami.code, 0);
    assert.match(whoami.stdout, new RegExp(`${deployment.url}.*authenticated as admin !`));
    const [shown] = JSON.parse((await runCoder(["whoami", "-o", "json"], env)).stdout);
    assert.deepEqual(Object.keys(shown), ["url", "username", "user_id", "organization_ids", "roles"]);
    assert.deepEqual(shown.roles, { "*": ["Owner"] });
    const table = await runCoder(["--url", deployment.url, "whoami", "--output=table"], env);
    assert.match(table.stdout, /^URL +USERNAME +ID\n\S+ +admin +[0-9a-f-]{36}\n$/);
    const token = await readFile(join(dir, "session"), "utf8");
    assert.equal((await runCoder(["logout"], env)).code, 0);
    await assert.rejects(stat(join(dir, "session")), { code: "ENOENT" });
    assert.equal((await callApi({ url: deployment.url, token }, "GET /users/me")).status, 401);
    const again = await runCoder(["logout"], env);
    assert.equal(again.code, 3);
    assert.match(again.stderr, /not logged in.*coder login <url>/);
  });

  test("tell what is wrong, and change nothing", async (t) => {
    const env = { CODER_CONFIG_DIR: await temporaryDirectory(t) };
    const wrong = await runCoder(["login", deployment.url, "--token", "no-token"], env);
    assert.equal(wrong.code, 3);
    assert.equal((await runCoder(["login", deployment.url], env)).code, 3);
    const missing = await runCoder(["login", "http://127.0.0.1:9", "--token", "x"], env);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /127\.0\.0\.1:9/);
    const none = await runCoder(["whoami"], env);
    assert.equal(none.code, 3);
    assert.equal(none.stdout, "");
  });
});

test("--help of a command names its flags, variables and defaults", async () => {
  const { code, stdout, stderr } = await runCoder(["server", "--help"], {});
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /--http-address.*\[CODER_HTTP_ADDRESS\]\s+\(default\s+127\.0\.0\.1:3000\)/s);
});

test("a PostgreSQL that does not answer stops the start with its reason, not with its password", async (t) => {
  const env = {
    CODER_CONFIG_DIR: await temporaryDirectory(t),
    CODER_PG_CONNECTION_URL: "postgres://coder:hunter2@127.0.0.1:9/coder",
  };
  const { code, stderr } = await runCoder(["server", "--http-address", "127.0.0.1:0"], env);
  assert.equal(code, 1);
  assert.match(stderr, /PostgreSQL 127\.0\.0\.1:9\/coder cannot be used.*CODER_PG_CONNECTION_URL/s);
  assert.doesNotMatch(stderr, /hunter2/);
});

test("an unknown command or flag is exit code 2", async () => {
  for (const args of [["sevrer"], ["server", "--prot", "1"]]) {
    const { code, stderr } = await runCoder(args, {});
    assert.equal(code, 2);
    assert.match(stderr, /unknown/);
  }
});

test("a stored token does not go to another deployment; headers go with every request", async (t) => {
  const env = { CODER_CONFIG_DIR: await temporaryDirectory(t) };
  await runCoder(["login", deployment.url, "--token", deployment.token], env);
  const headers: string[] = [];
  const other = createServer((request, response) => {
    headers.push(...request.rawHeaders);
    response.writeHead(401, { "content-type": "application/json" }).end('{"message":"no"}');
  });
  t.after(() => void other.close());
  await once(other.listen(0, "127.0.0.1"), "listening");
  const { port } = other.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const without = await runCoder(["whoami", "--url", url], env);
  assert.equal(without.code, 3);
  assert.match(without.stderr, /not logged in to http:\/\/127\.0\.0\.1:\d+/);
  assert.equal(headers.length, 0);
  const args = [
    "whoami",
    "--url",
    url,
    "--token",
    "given",
    "--header",
    "X-One=1",
    "--header-command",
    "echo X-Two=$CODER_URL",
  ];
  assert.equal((await runCoder(args, env)).code, 3);
  for (const text of ["given", "X-One", "X-Two", url]) assert.ok(headers.includes(text), text);
  const bad = await runCoder(["whoami", "--header", "secret"], env);
  assert.deepEqual([bad.code, bad.stderr], [2, "coder: --header: must be name=value\n"]);
});

describe("coder server", () => {
  test("shows the first owner once, and stores the credentials of this machine", async (t) => {
    const own = closeInReverse(t);
    const configDir = await temporaryDirectory({ after: own });
    const postgresUrl = await freshDatabase({ after: own });
    const first = await startServer({ configDir, postgresUrl });
    own(async () => void (await first.end("SIGTERM")));
    assert.match(first.banner, /shown once/);
    assert.match(first.banner, new RegExp(`Session token +${first.token}`));
    assert.match(first.banner, /MCP endpoint +\S+\/api\/experimental\/mcp\/http/);
    assert.match(first.banner, /claude mcp add coder/);
    assert.equal(await modeOf(join(configDir, "session")), "600");
    assert.equal((await runCoder(["whoami"], { CODER_CONFIG_DIR: configDir })).code, 0);
    assert.deepEqual(await first.end("SIGINT"), [0, null]);
    const env = { CODER_EXPERIMENTS: "oauth2" };
    const second = await startServer({ configDir, postgresUrl, port: first.port, env });
    own(async () => void (await second.end("SIGTERM")));
    assert.doesNotMatch(second.banner, /Password|Session token/);
    assert.match(second.banner, /MCP endpoint +off; CODER_EXPERIMENTS /);
    assert.equal(second.token, first.token);
  });

  test("keeps this machine logged in when the deployment moves to another URL", async (t) => {
    const defer = closeInReverse(t);
    const configDir = await temporaryDirectory({ after: defer });
    const postgresUrl = await freshDatabase({ after: defer });
    const first = await startServer({ configDir, postgresUrl });
    await first.end("SIGINT");
    const second = await startServer({ configDir, postgresUrl });
    defer(async () => void (await second.end("SIGINT")));
    assert.notEqual(second.url, first.url);
    assert.equal(await readFile(join(configDir, "url"), "utf8"), second.url);
    assert.equal(await readFile(join(configDir, "session"), "utf8"), first.token);
  });

  test("wrong settings stop the start, and the message names the flag or the variable", async (t) => {
    const env = { CODER_CONFIG_DIR: await temporaryDirectory(t) };
    const cases: readonly (readonly [string[], Record<string, string>, RegExp])[] = [
      [["--http-address", "nowhere"], {}, /--http-address: must be host:port/],
      [[], { CODER_HTTP_ADDRESS: "127.0.0.1:70000" }, /CODER_HTTP_ADDRESS: must be host:port/],
      [
        [],
        { CODER_PG_CONNECTION_URL: "mysql://u:hunter2@h/d" },
        /CODER_PG_CONNECTION_URL: must be(?!.*hunter2)/s,
      ],
      [["--access-url", "ftp://x"], {}, /--access-url: must be a URL/],
      [[], { CODER_API_RATE_LIMIT: "many" }, /CODER_API_RATE_LIMIT: must be a whole number/],
      [["--execution-limit", "0"], {}, /--execution-limit: must be a whole number from 1 to 10000/],
      [
        [],
        { CODER_EXECUTIONS_KEPT_SIZE: "5 GB" },
        /CODER_EXECUTIONS_KEPT_SIZE: must be a size such as 512MiB/,
      ],
      [
        ["--log-level", "loud"],
        { CODER_API_RATE_LIMIT: "x" },
        /CODER_API_RATE_LIMIT.*--log-level: must be one of/s,
      ],
      [
        ["--mcp-log-level", "loud"],
        { CODER_MCP_HTTP_TIMEOUT: "0", CODER_MCP_HTTP_RATE_LIMIT: "1.5" },
        /CODER_MCP_HTTP_TIMEOUT: must be a duration.*CODER_MCP_HTTP_RATE_LIMIT: must be a whole.*--mcp-log-level: must be one of/s,
      ],
    ];
    for (const [flags, extra, words] of cases) {
      const { code, stderr, stdout } = await runCoder(["server", ...flags], { ...env, ...extra });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, words);
    }
  });
});
