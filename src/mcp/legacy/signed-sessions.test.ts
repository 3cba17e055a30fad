import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { signedSessions } from "./signed-sessions.ts";

const key = new Uint8Array(32).fill(1);
const ann = { userId: "ann", clientId: "" };
const opening = {
  protocolVersion: "2025-11-25",
  capabilities: { elicitation: {} },
  clientInfo: { name: "test", version: "1" },
};
const DAY_MS = 24 * 60 * 60_000;

describe("a signed session", () => {
  it("is found by its owner alone, in any process with the key", async () => {
    const id = await signedSessions(key).create(ann, opening);
    assert.partialDeepStrictEqual(await signedSessions(key).find(ann, id), { ...opening, subscriptions: [] });
    assert.equal(await signedSessions(key).find({ ...ann, userId: "bob" }, id), undefined);
    assert.equal(await signedSessions(key).find({ ...ann, clientId: "x" }, id), undefined);
    assert.equal(await signedSessions(new Uint8Array(32)).find(ann, id), undefined);
  });

  it("is not what somebody made of another one", async () => {
    const sessions = signedSessions(key);
    const id = await sessions.create(ann, opening);
    const [body = "", signature = ""] = id.split(".");
    const forged = Buffer.from(JSON.stringify({ ...opening, nonce: "", endsAt: Infinity })).toString(
      "base64url",
    );
    for (const wrong of [
      `${forged}.${signature}`,
      body,
      `${body}.`,
      `${body}.${signature.slice(1)}`,
      ".",
      "",
    ])
      assert.equal(await sessions.find(ann, wrong), undefined, wrong);
  });

  it("is over when it is ended, however its id is written, and after a day", async () => {
    let now = Date.now();
    const sessions = signedSessions(key, () => now);
    const [one, other] = [await sessions.create(ann, opening), await sessions.create(ann, opening)];
    assert.notEqual(one, other);
    assert.equal(await sessions.end({ ...ann, userId: "bob" }, one), false);
    assert.equal(await sessions.end(ann, one), true);
    assert.equal(await sessions.end(ann, one), false);
    assert.equal(await sessions.find(ann, `${one}.x`), undefined);
    assert.equal(await sessions.find(ann, `${one}=`), undefined);
    now += DAY_MS - 1;
    assert.ok(await sessions.find(ann, other));
    now += 1;
    assert.equal(await sessions.find(ann, other), undefined);
  });

  it("remembers what its client changes, and tells of it", async () => {
    const sessions = signedSessions(key);
    const id = await sessions.create(ann, opening);
    const find = async () => (await sessions.find(ann, id)) ?? assert.fail("no session");
    const { key: name } = await find();
    const heard: (string | undefined)[] = [];
    const events = {
      keys: () => [],
      onMessage: () => undefined,
      onChange: (one?: string) => void heard.push(one),
    };
    const listening = sessions.listen(events);
    await sessions.setLogLevel(name, "debug");
    assert.equal(await sessions.subscribe(name, "coder://a"), true);
    await sessions.claimStream(name, "first");
    await sessions.takeStream(name, "second");
    assert.partialDeepStrictEqual(await find(), {
      logLevel: "debug",
      subscriptions: ["coder://a"],
      streamId: "first",
    });
    await sessions.leaveStream(name, "second");
    assert.equal((await find()).streamId, "first");
    await sessions.leaveStream(name, "first");
    await sessions.unsubscribe(name, "coder://a");
    assert.partialDeepStrictEqual(await find(), { subscriptions: [], streamId: undefined });
    assert.ok(heard.length > 0 && heard.every((one) => one === name));
    listening[Symbol.dispose]();
    for (let at = 0; at < 100; at++) assert.equal(await sessions.subscribe(name, `coder://${at}`), true);
    assert.equal(await sessions.subscribe(name, "coder://one-more"), false);
    assert.equal(await sessions.subscribe(name, "coder://7"), true, "it is there already");
  });

  it("does not begin with more than a header can hold", async () => {
    const capabilities = { experimental: { text: "x".repeat(5000) } };
    await assert.rejects(
      signedSessions(key).create(ann, { ...opening, capabilities }),
      /^AppError: capabilities: /,
    );
  });
});
