import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { callApi, expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { newMember } from "../support/people.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { call, ok, fails } = await connectMcp({ after: closing }, deployment, {
  flags: ["--toolsets", "default,transfer"],
});
const workspace = "files";
await ok("create_workspace", { name: workspace, template: "local" });
const { data: status } = await ok("get_workspace_status", { workspace });
const agent: string = status.agents[0].id;
const dir = await temporaryDirectory({ after: closing });

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const shell = async (command: string): Promise<string> =>
  (await ok("execute_command", { workspace, command })).data.output;
const put = async (url: string, body: string | Buffer) => {
  const response = await fetch(url, { method: "PUT", body: new Uint8Array(Buffer.from(body)) });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
};
const upload = async (path: string, more: object = {}): Promise<string> =>
  (await ok("upload_file", { workspace, path, ...more })).data.url;
const download = async (path: string, more: object = {}): Promise<string> =>
  (await ok("download_file", { workspace, path, ...more })).data.url;
const audited = async () =>
  (await expectApi(deployment, "GET /audit?q=resource_type:file_transfer&limit=1")).audit_logs[0];

const breakOff = async (url: URL, length: string) => {
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n${length}\r\n\r\n`);
  if (length.startsWith("Transfer")) socket.write("DBBA0\r\n");
  socket.write(Buffer.alloc(500_000));
  await until("the upload is under way", async () => (await shell("ls -A ~/broken")).includes("coder-tmp"));
  socket.destroy();
  await until("its beginning is gone", async () => (await shell("ls -A ~/broken")) === "file\n");
  assert.equal(await shell("cat ~/broken/file"), "old");
};

describe("an upload", () => {
  test("writes the whole body through curl's own line, and tells what arrived", async () => {
    const bytes = randomBytes(3_000_000);
    await writeFile(join(dir, "pic.bin"), bytes);
    const { data, text } = await ok("upload_file", { workspace, path: "~/new/pic.bin", mode: "0640" });
    assert.equal(data.method, "PUT");
    assert.ok(text.includes(data.curl), text);
    const { stdout } = await promisify(execFile)("sh", ["-c", data.curl], { cwd: dir });
    const received = JSON.parse(stdout);
    assert.equal(received.sha256, sha256(bytes));
    assert.deepEqual([received.size, received.created, received.mode], [bytes.length, true, "0640"]);
    assert.match(await shell("sha256sum ~/new/pic.bin"), new RegExp(sha256(bytes)));
    const entry = await audited();
    assert.deepEqual(
      [entry.action, entry.status_code, entry.resource_target],
      ["write", 201, "~/new/pic.bin"],
    );
    assert.equal(entry.additional_fields.sha256, sha256(bytes));
    assert.equal(entry.user.username, deployment.owner.username);
  });

  test("replaces a file that is the wanted one, and no other", async () => {
    const { body: first } = await put(await upload("~/guarded"), "one");
    const url = await upload("~/guarded", { if_match: first.etag });
    assert.equal((await put(url, "two")).status, 200);
    const again = await put(url, "three");
    assert.deepEqual([again.status, again.body.code], [412, "precondition"]);
    assert.equal((await put(await upload("~/guarded", { if_match: "none" }), "four")).status, 412);
    assert.equal(await shell("cat ~/guarded"), "two");
    assert.equal((await audited()).status_code, 412);
  });

  test("is refused over its limit, whether the size is told or not, and leaves nothing", async () => {
    const url = await upload("~/small/one", { max_bytes: 1000 });
    const told = await put(url, Buffer.alloc(1001));
    assert.deepEqual([told.status, told.body.code], [413, "too_large"]);
    await writeFile(join(dir, "big"), Buffer.alloc(5_000_000));
    const chunked = ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-T", "-"];
    const { stdout } = await promisify(execFile)(
      "sh",
      ["-c", `cat big | curl ${chunked.join(" ")} '${url}'`],
      {
        cwd: dir,
      },
    );
    assert.equal(stdout, "413");
    assert.equal(await shell("ls -A ~/small 2>/dev/null || true"), "");
    assert.equal((await put(url, Buffer.alloc(1000))).status, 201);
  });

  test("that breaks off leaves the old file and nothing beside it", async () => {
    await shell("mkdir ~/broken; printf old > ~/broken/file");
    const url = new URL(await upload("~/broken/file"));
    for (const length of ["Content-Length: 900000", "Transfer-Encoding: chunked"])
      await breakOff(url, length);
  });

  test("of a path that cannot be a file's is refused before a URL is given", async () => {
    for (const [path, code] of [
      ["~/", "invalid"],
      ["relative", "invalid"],
      ["/dev/null", "invalid"],
    ])
      assert.equal((await fails("upload_file", { workspace, path })).data.code, code, path);
  });
});

describe("a download", () => {
  const bytes = randomBytes(1_000_000);
  let url = "";
  before(async () => {
    await put(await upload("~/a 'page'.html"), bytes);
    url = await download("~/a 'page'.html");
  });

  test("is the file, which no browser runs", async () => {
    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    assert.equal(sha256(Buffer.from(await answer.arrayBuffer())), sha256(bytes));
    const header = (name: string) => answer.headers.get(name);
    assert.equal(header("content-type"), "application/octet-stream");
    assert.equal(
      header("content-disposition"),
      `attachment; filename="a 'page'.html"; filename*=UTF-8''a%20%27page%27.html`,
    );
    assert.equal(header("x-content-type-options"), "nosniff");
    assert.equal(header("content-security-policy"), "sandbox; default-src 'none'");
    assert.equal(header("content-length"), "1000000");
    const entry = await audited();
    assert.deepEqual(
      [entry.action, entry.status_code, entry.additional_fields.bytes],
      ["open", 200, 1_000_000],
    );
  });

  test("works through curl's own line", async () => {
    const { data } = await ok("download_file", { workspace, path: "~/a 'page'.html" });
    await promisify(execFile)("sh", ["-c", data.curl], { cwd: dir });
    assert.equal(sha256(await readFile(join(dir, "a 'page'.html"))), sha256(bytes));
  });

  test("goes by ranges", async () => {
    const cases: readonly (readonly [range: string, start: number, end: number])[] = [
      ["bytes=0-0", 0, 0],
      ["bytes=10-19", 10, 19],
      ["bytes=999990-", 999_990, 999_999],
      ["bytes=-5", 999_995, 999_999],
      ["bytes=999999-5000000", 999_999, 999_999],
    ];
    for (const [range, start, end] of cases) {
      const answer = await fetch(url, { headers: { range } });
      assert.equal(answer.status, 206, range);
      assert.equal(answer.headers.get("content-range"), `bytes ${start}-${end}/1000000`);
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes.subarray(start, end + 1));
    }
    const past = await fetch(url, { headers: { range: "bytes=1000000-" } });
    assert.equal(past.status, 416);
    assert.equal(past.headers.get("content-range"), "bytes */1000000");
    const stale = await fetch(url, { headers: { range: "bytes=0-0", "if-range": '"another"' } });
    assert.equal(stale.status, 200);
    assert.equal((await stale.arrayBuffer()).byteLength, 1_000_000);
    const head = await fetch(url, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-length")], [200, "1000000"]);
  });

  test("of a file that has changed is refused where its etag is wanted", async () => {
    await shell("printf one > ~/changing");
    const { data } = await ok("download_file", { workspace, path: "~/changing" });
    const guarded = await download("~/changing", { if_match: data.etag });
    assert.equal(await (await fetch(guarded)).text(), "one");
    await shell("printf two > ~/changing");
    assert.equal((await fetch(guarded)).status, 412);
    assert.equal(await (await fetch(data.url)).text(), "two");
    assert.equal((await call("download_file", { workspace, path: "~/nothing" })).data.code, "not_found");
  });
});

const refusal = async (url: string, method = "GET") => {
  const response = await fetch(url, { method, ...(method === "PUT" && { body: "x" }) });
  return { status: response.status, body: JSON.parse(await response.text()) };
};

describe("a URL", () => {
  test("that somebody has changed is refused", async () => {
    const url = new URL(await download("/etc/passwd"));
    const [payload = "", signature = ""] = (url.searchParams.get("ticket") ?? "").split(".");
    const ticket = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changed = Buffer.from(JSON.stringify({ ...ticket, path: "/etc/shadow" })).toString("base64url");
    for (const text of [
      `${changed}.${signature}`,
      `${payload}.${signature}.x`,
      payload,
      "",
      `${payload}.AAAA`,
    ]) {
      url.searchParams.set("ticket", text);
      const { status: code, body } = await refusal(url.href);
      assert.equal(code, 403, text);
      assert.match(body.message, /not of this deployment's making/);
    }
  });

  test("for the other direction is refused, and that is audited", async () => {
    const { status: code, body } = await refusal(await download("/etc/passwd"), "PUT");
    assert.equal(code, 403);
    assert.match(body.message, /is for one download/);
    assert.equal((await audited()).status_code, 403);
  });

  test("ends with the token that it was made with, and with the right of its user", async () => {
    const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", { token_name: "short" });
    const made = await expectApi(
      { ...deployment, token: key },
      `POST /workspaceagents/${agent}/files/transfers`,
      {
        direction: "download",
        path: "/etc/passwd",
      },
    );
    assert.equal((await fetch(made.url)).status, 200);
    await expectApi(deployment, `DELETE /users/me/keys/${key.split("-")[0]}`);
    const { status: refused, body } = await refusal(made.url);
    assert.equal(refused, 403);
    assert.match(body.message, /token that this URL was made with is over/);
    const stranger = await newMember(deployment);
    const start = { direction: "download", path: "/etc/passwd" };
    const foreign = await callApi(
      { ...deployment, token: stranger.token },
      `POST /workspaceagents/${agent}/files/transfers`,
      start,
    );
    assert.equal(foreign.status, 404);
    const theirs = await expectApi(deployment, `GET /audit?q=username:${stranger.username}`);
    assert.ok(theirs.audit_logs.some(({ status_code: code }: { status_code: number }) => code === 404));
    await expectApi(deployment, `PUT /users/${stranger.username}/roles`, { roles: ["owner"] });
    const allowed = await expectApi(
      { ...deployment, token: stranger.token },
      `POST /workspaceagents/${agent}/files/transfers`,
      start,
    );
    assert.equal((await fetch(allowed.url)).status, 200);
    await expectApi(deployment, `PUT /users/${stranger.username}/roles`, { roles: [] });
    assert.equal((await refusal(allowed.url)).status, 404);
  });

  test("says what is wrong with a request for one", async () => {
    const answer = await callApi(deployment, `POST /workspaceagents/${agent}/files/transfers`, {
      direction: "sideways",
      path: "x",
      expires_in: 5,
    });
    assert.equal(answer.status, 400);
    assert.deepEqual(
      answer.body.validations.map(({ field }: { field: string }) => field),
      ["direction", "path", "expires_in"],
    );
  });
});
