import assert from "node:assert/strict";
import { it } from "node:test";
import { PASSWORD, emptyApi, identityApi } from "../../test/support/identity-api.ts";

it("sets a deployment up, signs its owner in and out", async (t) => {
  const { call } = await emptyApi(t);
  assert.equal((await call("/users/first")).status, 404);
  const first = { email: "Ann@example.com", username: "ann", password: PASSWORD };
  const made = await call("/users/first", { body: first });
  assert.equal(made.status, 201);
  assert.equal((await call("/users/first")).status, 200);
  assert.equal((await call("/users/first", { body: first })).status, 409);

  const wrong = await call("/users/login", { body: { email: first.email, password: "wrong" } });
  assert.equal(wrong.status, 401);
  const login = await call("/users/login", { body: { email: "ann@example.com", password: PASSWORD } });
  assert.equal(login.status, 201);
  const token = login.body.session_token;
  assert.match(token, /^[A-Za-z0-9]{10}-[A-Za-z0-9]{22}$/);
  const cookies = login.headers.getSetCookie();
  assert.match(
    cookies[0] ?? "",
    /^coder_session_token=.+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/,
  );

  const me = await call("/users/me", { token });
  assert.equal(me.status, 200);
  assert.equal(me.body.username, "ann");
  assert.deepEqual(me.body.organization_ids, [made.body.organization_id]);
  assert.deepEqual(me.body.roles, [{ name: "owner", display_name: "Owner" }]);
  assert.equal((await call("/users/logout", { method: "POST", token })).status, 200);
  assert.equal((await call("/users/me", { token })).status, 401);
});

it("marks every answer as Coder's, errors too", async (t) => {
  const { call, owner } = await identityApi(t);
  const answers = [
    await call("/healthz"),
    await call("/buildinfo"),
    await call("/users/me"),
    await call("/no/such/route"),
    await call("/users/nobody", { token: owner.token }),
    await call("/users/login", { body: "{" }),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 401, 404, 404, 400],
  );
  for (const { headers } of answers) {
    assert.equal(headers.get("X-Coder-Build-Version"), "v1.2.3");
    assert.match(headers.get("X-Coder-Request-Id") ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(headers.get("X-Content-Type-Options"), "nosniff");
  }
  assert.equal(answers[3]?.body.message, "Route not found.");
});

it("collapses repeated slashes, and ends JSON with a newline", async (t) => {
  const { call } = await identityApi(t);
  const { status, text, headers } = await call("//api//v2///buildinfo");
  assert.equal(status, 200);
  assert.ok(text.endsWith("}\n"));
  assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
  assert.equal((await call("/api/v2/")).body.message, "👋");
  assert.equal((await call("/api/v2")).body.message, "👋");
});

it("names every bad field of a body, and what is accepted", async (t) => {
  const { call, owner } = await identityApi(t);
  const { status, body } = await call("/users", { token: owner.token, body: { email: "x", username: "-a" } });
  assert.equal(status, 400);
  assert.equal(body.message, "Validation failed.");
  assert.equal(body.code, "invalid");
  const fields = body.validations.map(({ field }: { field: string }) => field);
  assert.deepEqual(fields, ["email", "username"]);
  assert.match(body.validations[1].detail, /letters and digits/);
  const missing = await call("/users/login", { body: {} });
  assert.deepEqual(missing.body.validations, [
    { field: "email", detail: "is required (expected string)" },
    { field: "password", detail: "is required (expected string)" },
  ]);
  const malformed = await call("/users/login", { body: '{"email":' });
  assert.equal(malformed.status, 400);
  assert.equal(malformed.body.message, "Request body must be valid JSON.");
});

it("refuses the one character that the database cannot store", async (t) => {
  const { call, owner } = await identityApi(t);
  const body = { username: "root", name: "a\u0000b" };
  const put = await call("/users/me/profile", { method: "PUT", token: owner.token, body });
  assert.equal(put.status, 400);
  assert.match(put.body.message, /U\+0000/);
  assert.equal((await call("/users/a%00b", { token: owner.token })).status, 400);
});

it("refuses bodies of more than 1 MiB", async (t) => {
  const { call } = await identityApi(t);
  const email = `${"a".repeat(1024 * 1024)}@example.com`;
  const { status, body } = await call("/users/login", { body: { email, password: "x" } });
  assert.equal(status, 413);
  assert.equal(body.code, "too_large");
});

it("tells a fault of its own by its request id only, and logs the rest", async (t) => {
  const { call, errors, identity } = await identityApi(t);
  await identity.db.schema.dropTable("site_settings").execute();
  await identity.db.schema.dropTable("users").cascade().execute();
  const { status, body, text, headers } = await call("/users/first");
  assert.equal(status, 500);
  assert.doesNotMatch(text, /relation|select/);
  assert.equal(errors.length, 1);
  const requestId = headers.get("X-Coder-Request-Id") ?? "";
  assert.ok(body.detail.includes(requestId));
  assert.partialDeepStrictEqual(errors[0], { request_id: requestId, method: "GET" });
});

it("limits each user on each endpoint, and passwords more", async (t) => {
  const { call, person, owner } = await identityApi(t, { rateLimit: 3 });
  const { token } = await person();
  const me = () => call("/users/me", { token });
  const first = await me();
  assert.equal(first.headers.get("X-RateLimit-Limit"), "3");
  assert.equal(first.headers.get("X-RateLimit-Remaining"), "2");
  assert.ok(Number(first.headers.get("X-RateLimit-Reset")) > Date.now() / 1000 - 60);
  const answers = [await me(), await me(), await me(), await me(), await me(), await me()];
  const limited = answers.find(({ status }) => status === 429);
  assert.ok(limited);
  assert.equal(limited.headers.get("Retry-After"), "60");
  assert.equal(limited.body.code, "rate_limited");
  assert.equal((await call("/users/me/roles", { token })).status, 200);
  assert.equal((await call("/users/me", { token: owner.token })).status, 200);

  const headers = { "X-Coder-Bypass-Ratelimit": "true" };
  assert.equal((await call("/users/me", { token, headers })).status, 428);
  for (let round = 0; round < 8; round++) {
    assert.equal((await call("/users/me", { token: owner.token, headers })).status, 200);
  }
});

it("answers 401 to the unknown on every route that is not public", async (t) => {
  const { api } = await emptyApi(t);
  const open = [
    "GET /api/v2",
    "GET /api/v2/",
    "GET /api/v2/openapi.json",
    "GET /api/v2/buildinfo",
    "GET /api/v2/updatecheck",
    "GET /api/v2/auth/scopes",
    "GET /api/v2/users/first",
    "POST /api/v2/users/first",
    "GET /api/v2/users/authmethods",
    "POST /api/v2/users/login",
    "POST /api/v2/users/validate-password",
    "GET /healthz",
    "GET /readyz",
    "GET /latency-check",
  ];
  const routes = new Set(
    api.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`),
  );
  for (const route of open) assert.ok(routes.delete(route), route);
  assert.ok(routes.size > 30, String(routes.size));
  for (const route of routes) {
    const [method = "", path = ""] = route.split(" ");
    const { status } = await api.request(path.replaceAll(/:\w+/g, "x"), { method });
    assert.equal(status, 401, route);
  }
});
