import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { test, type TestContext } from "node:test";
import { AppError } from "../wire/errors.ts";
import { agentApiConn } from "./agent-api-conn.ts";
import { createClient } from "./client.ts";

const ID = "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f00";

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert(address !== null && typeof address === "object");
  return `http://127.0.0.1:${address.port}`;
}

const reply = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response
    .writeHead(status, { "content-type": "application/json", "x-coder-build-version": "v2", ...headers })
    .end(JSON.stringify(body));

const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await promise.then(
    () => assert.fail("expected a failure"),
    (reason: unknown) => reason,
  );
  assert(error instanceof AppError, `not an AppError: ${String(error)}`);
  return error;
};

const client = (baseUrl: string) => createClient({ baseUrl, token: "secret-token", userAgent: "test/1" });

const USER = {
  id: ID,
  username: "ann",
  email: "ann@example.com",
  created_at: "2026-01-01T00:00:00Z",
  status: "active",
  login_type: "password",
  organization_ids: null,
  roles: null,
};

test("it sends the token and the user agent, and takes null for an empty list", async (t) => {
  const seen: IncomingMessage["headers"][] = [];
  const url = await serve(t, (request, response) => {
    seen.push(request.headers);
    reply(response, 200, USER);
  });
  const me = await client(`${url}/`).me();
  assert.deepEqual(me.organization_ids, []);
  assert.equal(seen[0]?.["coder-session-token"], "secret-token");
  assert.equal(seen[0]?.["user-agent"], "test/1");
});

test("a refusal keeps its message, fields and waiting time, and gets the code of its status", async (t) => {
  for (const [status, code] of [
    [400, "invalid"],
    [401, "unauthenticated"],
    [403, "forbidden"],
    [404, "not_found"],
    [409, "conflict"],
    [410, "gone"],
    [425, "precondition"],
    [429, "rate_limited"],
    [500, "unavailable"],
  ] as const) {
    const url = await serve(t, (_request, response) =>
      reply(
        response,
        status,
        { message: "No.", detail: "why", validations: [{ field: "name", detail: "bad" }] },
        { "retry-after": "60" },
      ),
    );
    const error = await failure(client(url).me());
    assert.equal(error.code, code);
    assert.match(error.message, /No\./);
    assert.equal(error.detail, "why");
    assert.deepEqual(error.validations, [{ field: "name", detail: "bad" }]);
    assert.equal(error.retryAfter, 60);
  }
});

test("a code of ours in the envelope wins over the status", async (t) => {
  const url = await serve(t, (_request, response) =>
    reply(response, 400, { message: "full", code: "storage_full" }),
  );
  assert.equal((await failure(client(url).me())).code, "storage_full");
});

test("an unreachable URL is named, with advice", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(address !== null && typeof address === "object");
  await new Promise((resolve) => server.close(resolve));
  const error = await failure(client(`http://127.0.0.1:${address.port}`).me());
  assert.equal(error.code, "unavailable");
  assert.match(
    error.message,
    /http:\/\/127\.0\.0\.1:\d+ could not be reached \(ECONNREFUSED\).*check the URL/,
  );
});

test("a server that is no Coder deployment is explained", async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url?.endsWith("me") === true) response.writeHead(404).end("<html>nothing</html>");
    else response.writeHead(200, { "content-type": "text/html" }).end("<html>hello</html>");
  });
  assert.match((await failure(client(url).me())).message, /is not a Coder deployment/);
  const html = await failure(client(url).buildInfo());
  assert.equal(html.code, "unsupported");
  assert.match(html.message, /not JSON/);
});

test("an answer of the wrong shape names the field", async (t) => {
  const url = await serve(t, (_request, response) => reply(response, 200, { ...USER, username: 7 }));
  const error = await failure(client(url).me());
  assert.equal(error.code, "unsupported");
  assert.match(error.message, /username/);
});

test("a redirect is not followed, so the token stays with the deployment", async (t) => {
  const reached: string[] = [];
  const other = await serve(t, (request, response) => {
    reached.push(request.url ?? "");
    reply(response, 200, USER);
  });
  const url = await serve(t, (_request, response) =>
    response.writeHead(302, { location: `${other}/login` }).end(),
  );
  const error = await failure(client(url).me());
  assert.match(error.message, new RegExp(`redirects to ${other}`));
  assert.deepEqual(reached, []);
});

test("an answer over the size limit is refused before it is read", async (t) => {
  const url = await serve(t, (_request, response) => {
    response.writeHead(200, { "content-length": String(1024 ** 3) });
    response.write("{");
  });
  assert.equal((await failure(client(url).me())).code, "too_large");
});

test("an aborted call ends with the reason of its signal", async (t) => {
  const controller = new AbortController();
  const url = await serve(t, () => controller.abort(new AppError("timeout", "took too long")));
  assert.equal((await failure(client(url).me({ signal: controller.signal }))).code, "timeout");
});

test("a lost connection is retried once for repeatable calls only", async (t) => {
  const seen: string[] = [];
  const url = await serve(t, (request, response) => {
    seen.push(`${request.method} ${String(request.headers["idempotency-key"] ?? "-")}`);
    if (seen.length % 2 === 1) request.socket.destroy();
    else reply(response, 200, USER);
  });
  assert.equal((await client(url).me()).username, "ann");
  assert.deepEqual(seen.splice(0), ["GET -", "GET -"]);
  const error = await failure(client(url).workspaces.build(ID, { transition: "stop" }));
  assert.equal(error.code, "unavailable");
  assert.deepEqual(seen.splice(0), ["POST -"]);
  await failure(client(url).workspaces.build(ID, { transition: "stop" }, { idempotencyKey: "k" }));
  assert.deepEqual(seen, ["POST k", "POST k"]);
});

test("an agent route that the deployment does not have is reported as unsupported", async (t) => {
  const url = await serve(t, (_request, response) => reply(response, 404, { message: "Route not found." }));
  const error = await failure(agentApiConn(client(url), ID).metrics(AbortSignal.timeout(5000)));
  assert.equal(error.code, "unsupported");
  assert.match(error.message, /agent API/);
});

test("a missing execution on a deployment of ours stays not_found", async (t) => {
  const url = await serve(t, (_request, response) =>
    reply(response, 404, { message: "no execution", code: "not_found" }),
  );
  const error = await failure(agentApiConn(client(url), ID).output("x", {}, AbortSignal.timeout(5000)));
  assert.equal(error.code, "not_found");
});

test("bytes travel unchanged in both directions", async (t) => {
  const bytes = new Uint8Array([0, 255, 10, 13, 128]);
  const url = await serve(t, (request, response) => {
    if (request.method === "GET") return response.writeHead(200).end(bytes);
    request.setEncoding("latin1");
    let body = "";
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () =>
      reply(response, 200, {
        path: new URL(request.url ?? "", url).searchParams.get("path"),
        size: Buffer.from(body, "latin1").equals(bytes) ? bytes.length : -1,
        mode: "0644",
        etag: "e",
        created: true,
        replayed: false,
      }),
    );
    return undefined;
  });
  const conn = agentApiConn(client(url), ID);
  const signal = AbortSignal.timeout(5000);
  assert.deepEqual(await conn.readBytes({ path: "/a b" }, signal), Buffer.from(bytes));
  const written = await conn.write({ path: "/a b?" }, bytes, signal);
  assert.deepEqual([written.path, written.size], ["/a b?", bytes.length]);
});

test("a base URL that is none is refused with an example", () => {
  assert.throws(() => client("coder.example.com"), /expected such as https/);
});
