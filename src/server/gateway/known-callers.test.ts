import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { startDeployment, Status, USER } from "../../../test/support/deployment-fixture.ts";
import { nodeTransport } from "../../client/node-transport.ts";
import { AppError } from "../../wire/errors.ts";
import { knownCallers, TOKEN_KEPT_MS } from "./known-callers.ts";

async function place(t: TestContext) {
  const deployment = await startDeployment();
  t.after(deployment.close);
  const clock = { now: 1_000_000 };
  const callers = knownCallers({
    target: { host: undefined, url: deployment.url, headers: {} },
    transport: nodeTransport(),
    timeoutMs: 1000,
    now: () => clock.now,
  });
  t.after(() => callers[Symbol.dispose]());
  const asked = (): number => deployment.requests.filter((line) => line === "GET /users/me").length;
  const answers = (answer: unknown): void => deployment.on("GET /users/me", () => answer);
  answers(USER);
  return { callers, asked, answers, clock };
}

describe("a caller", () => {
  it("is asked about at most every 30 seconds, and keeps their connections", async (t) => {
    const { callers, asked, clock } = await place(t);
    const first = await callers.find("a-token");
    assert.equal(first.username, USER.username);
    assert.ok(!first.key.includes("a-token"));
    clock.now += TOKEN_KEPT_MS - 1;
    assert.equal(await callers.find("a-token"), first);
    assert.equal(asked(), 1);
    clock.now += 1;
    assert.equal(await callers.find("a-token"), first);
    assert.equal(asked(), 2);
    assert.notEqual(await callers.find("another"), first);
    assert.equal(asked(), 3);
  });

  it("is asked about twice at most by a burst of requests", async (t) => {
    const { callers, asked } = await place(t);
    await Promise.all(Array.from({ length: 20 }, async () => await callers.find("a-token")));
    assert.ok(asked() <= 2, `asked ${asked()} times`);
  });

  it("is unknown once the deployment refuses the token, whatever it says", async (t) => {
    const { callers, answers, clock } = await place(t);
    const first = await callers.find("a-token");
    for (const status of [401, 403]) {
      clock.now += TOKEN_KEPT_MS;
      answers(new Status(status, { message: "No.", detail: "It was revoked." }));
      for (let time = 0; time < 2; time++)
        await assert.rejects(callers.find("a-token"), { code: "unauthenticated", detail: "It was revoked." });
    }
    answers(USER);
    assert.notEqual(await callers.find("a-token"), first);
  });

  it("is neither known nor refused while the deployment cannot say", async (t) => {
    const { callers, answers, clock } = await place(t);
    const first = await callers.find("a-token");
    clock.now += TOKEN_KEPT_MS;
    for (const [answer, code, status] of [
      [new Status(503, { message: "Later." }), "unavailable", undefined],
      [new Status(429, { message: "Slower." }, { "retry-after": "7" }), "rate_limited", undefined],
      [new Status(404, { message: "What?" }), "unavailable", 502],
      [{ not: "a user" }, "unavailable", 502],
    ] as const) {
      answers(answer);
      await assert.rejects(
        callers.find("a-token"),
        (error) => error instanceof AppError && error.code === code && error.status === status,
      );
    }
    answers(USER);
    assert.equal(await callers.find("a-token"), first);
  });
});
