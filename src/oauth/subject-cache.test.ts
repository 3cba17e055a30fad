import assert from "node:assert/strict";
import { test } from "node:test";
import type { Subject } from "./rbac.ts";
import { createSubjectCache } from "./subject-cache.ts";

const subject: Subject = {
  userId: "7d2c3a7e-1111-4222-8333-944445555666",
  username: "ann",
  keyId: "0123456789",
  loginType: "token",
  roles: [],
  organizations: {},
  scopes: [],
  allowList: [],
  limits: [],
  expiresAt: new Date(5000),
};

function setUp() {
  const clock = { now: 0 };
  const cache = createSubjectCache({ maxAgeMs: 1000, now: () => clock.now });
  let asked = 0;
  const lookUp = async (token = "a") =>
    await cache.subjectOf(token, async () => {
      asked++;
      return subject;
    });
  return { clock, cache, lookUp, asked: () => asked };
}

test("a token is looked up once until its answer is too old", async () => {
  const { clock, lookUp, asked } = setUp();
  assert.equal(await lookUp(), subject);
  clock.now = 999;
  await lookUp();
  assert.equal(asked(), 1);
  clock.now = 1000;
  await lookUp();
  assert.equal(asked(), 2);
});

test("nothing is remembered past the token's end", async () => {
  const { clock, lookUp, asked } = setUp();
  clock.now = 4500;
  await lookUp();
  clock.now = 5000;
  await lookUp();
  assert.equal(asked(), 2);
});

test("tokens are told apart, and clearing forgets all of them", async () => {
  const { cache, lookUp, asked } = setUp();
  await lookUp("a");
  await lookUp("b");
  assert.equal(asked(), 2);
  cache.clear();
  await lookUp("a");
  assert.equal(asked(), 3);
});

test("what was being looked up while the cache was cleared is not remembered", async () => {
  const { cache, lookUp, asked } = setUp();
  const found = Promise.withResolvers<Subject>();
  const slow = cache.subjectOf("a", () => found.promise);
  cache.clear();
  found.resolve(subject);
  await slow;
  await lookUp("a");
  assert.equal(asked(), 1);
});

test("a refusal is not remembered", async () => {
  const { cache, lookUp, asked } = setUp();
  await assert.rejects(cache.subjectOf("a", async () => await Promise.reject(new Error("no"))));
  await lookUp("a");
  assert.equal(asked(), 1);
});
