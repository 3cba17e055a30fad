import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { expectApi } from "../support/api-calls.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { startHttps } from "../support/https-place.ts";
import { runCoder } from "../support/run-coder.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { url, token } = deployment;

interface Found {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly remedy?: string;
}

const dir = await temporaryDirectory({ after: closing });

async function doctor(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const all = { CODER_CONFIG_DIR: dir, ...env };
  const { code, stdout, stderr } = await runCoder(["doctor", "-o", "json", ...args], all);
  assert.equal(stderr, "");
  assert.ok(code === 0 || code === 1, `exit code ${code}`);
  const findings: readonly Found[] = JSON.parse(stdout);
  const of = (check: string): readonly Found[] => findings.filter((finding) => finding.check === check);
  return { code, findings, of };
}

const problems = (findings: readonly Found[]): readonly string[] =>
  findings.filter(({ remedy }) => remedy !== undefined).map(({ check }) => check);

describe("coder doctor", () => {
  test("finds nothing wrong with a login that works", async () => {
    const { code, findings } = await doctor({ CODER_URL: url, CODER_SESSION_TOKEN: token });
    assert.equal(code, 0);
    assert.deepEqual(
      problems(findings).filter((check) => check !== "sandbox"),
      [],
    );
    const said = findings.map(({ message }) => message).join("\n");
    for (const words of [
      /you are admin/,
      /the clocks agree/,
      /scopes are coder:all/,
      /asks for a token as MCP says/,
    ])
      assert.match(said, words);
    const text = await runCoder(["doctor"], {
      CODER_CONFIG_DIR: dir,
      CODER_URL: url,
      CODER_SESSION_TOKEN: token,
    });
    assert.match(text.stdout, /^ok +login +http/);
    assert.match(text.stdout, /\n0 failures, \d warnings\n$/);
  });

  test("without a login it says how to log in, and skips what needs one", async () => {
    const { code, of } = await doctor({});
    assert.equal(code, 1);
    assert.partialDeepStrictEqual(of("login"), [
      { status: "failure", remedy: "coder login https://coder.example.com" },
    ]);
    for (const check of ["tls", "token", "mcp endpoint", "workspaces"])
      assert.equal(of(check)[0]?.status, "skipped", check);
  });

  test("tells an unknown host from a port where nothing listens", async () => {
    const unknown = await doctor({ CODER_URL: "http://no-such-host.invalid", CODER_SESSION_TOKEN: "x" });
    assert.match(unknown.of("network")[0]?.message ?? "", /no-such-host\.invalid is unknown/);
    const closed = await doctor({ CODER_URL: "http://127.0.0.1:9", CODER_SESSION_TOKEN: "x" });
    assert.match(closed.of("network").at(-1)?.message ?? "", /127\.0\.0\.1:9 \(ECONNREFUSED\)/);
    assert.equal(closed.code, 1);
  });

  test("says that a token is not valid, that it ends soon, and what its scopes leave out", async () => {
    const wrong = await doctor({ CODER_URL: url, CODER_SESSION_TOKEN: "nonsense" });
    assert.partialDeepStrictEqual(wrong.of("token"), [{ status: "failure", remedy: `coder login ${url}` }]);
    const body = { token_name: "narrow", scopes: ["api_key:read", "user:read"], lifetime: 7200e9 };
    const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", body);
    const narrow = await doctor({ CODER_URL: url, CODER_SESSION_TOKEN: key });
    const said = narrow.of("token").map(({ status, message }) => `${status}: ${message}`);
    assert.match(said.join("\n"), /warning: it ends in 2 hours\nwarning: its scopes are .*api_key:read/);
  });

  test("finds a URL that is not the deployment's own", async () => {
    const other = url.replace("127.0.0.1", "localhost");
    const { code, of } = await doctor({ CODER_URL: other, CODER_SESSION_TOKEN: token });
    assert.equal(code, 1);
    assert.match(of("deployment")[1]?.message ?? "", new RegExp(`calls itself ${url}`));
    assert.match(of("mcp endpoint").at(-1)?.message ?? "", /its metadata names .*; clients refuse that/);
  });

  test("finds a certificate that is not trusted, or is for another host", async (t) => {
    const scope = closeInReverse(t);
    const place = await startHttps({ after: scope }, "localhost", (_, response) => response.end("{}"));
    const env = { CODER_URL: `https://localhost:${place.port}`, CODER_SESSION_TOKEN: "x" };
    const untrusted = await doctor(env);
    const [first] = untrusted.of("tls");
    assert.match(
      `${first?.message} ${first?.remedy}`,
      /not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).*NODE_EXTRA_CA_CERTS/,
    );
    assert.match(untrusted.of("tls")[1]?.message ?? "", /ends on \d{4}-\d\d-\d\d, in 1 days/);
    const ca = join(await temporaryDirectory({ after: scope }), "ca.pem");
    await writeFile(ca, place.ca);
    const trusted = await doctor({ ...env, NODE_EXTRA_CA_CERTS: ca });
    assert.deepEqual(problems(trusted.of("tls")), ["tls"], "only that it ends soon");
  });
});

test("the agent of a running workspace answers", async () => {
  const { ok } = await connectMcp({ after: closing }, deployment);
  await ok("create_workspace", { name: "alive", template: "local" });
  const env = { CODER_URL: url, CODER_SESSION_TOKEN: token };
  const alive = await doctor(env);
  assert.partialDeepStrictEqual(alive.of("workspaces"), [{ status: "ok", message: "alive.main answers" }]);
});

test("doctor tells what AI clients have of Coder: what works, what leads elsewhere, what is broken", async (t) => {
  const home = await temporaryDirectory(t);
  const env = { CODER_URL: url, CODER_SESSION_TOKEN: token, HOME: home };
  const clientsOf = async () => (await doctor(env)).of("clients");
  assert.deepEqual(
    (await clientsOf()).map(({ status }) => status),
    ["skipped"],
  );
  const configure = async (...args: readonly string[]) =>
    await runCoder(["exp", "mcp", "configure", ...args], { CODER_CONFIG_DIR: dir, ...env });
  assert.equal((await configure("cursor")).code, 0);
  assert.equal((await configure("zed", "--remote", "--url", "https://other.example.com")).code, 0);
  await mkdir(join(home, ".gemini"));
  await writeFile(join(home, ".gemini/settings.json"), '{ "mcpServers": { "coder": ');
  const found = await clientsOf();
  const byStatus = Object.fromEntries(found.map(({ status, message }) => [status, message]));
  assert.match(byStatus["ok"] ?? "", /^cursor has coder in /);
  assert.match(byStatus["warning"] ?? "", /^zed .* leads to https:\/\/other\.example\.com/);
  assert.match(byStatus["failure"] ?? "", /settings\.json:1:28: the file is broken/);
});
