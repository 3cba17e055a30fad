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
    assert.equal(headers.get("X-Coder-Build-Version"), "1.2.3");
    assert.match(headers.get("X-Coder-Request-Id") ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(headers.get("X-Content-Type-Options"), "nosniff");
  }
  assert.equal(answers[3]?.body.message, "Route not found.");
});
