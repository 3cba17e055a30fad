import assert from "node:assert/strict";
import { it } from "node:test";
import { passwordFault } from "./password-strength.ts";
import { hashPassword, verifyPassword } from "./password.ts";

const CHEAP = { ln: 8, r: 8, p: 1 };

it("verifies a password against its hash, whatever cost it was made at", async () => {
  const stored = await hashPassword("tränen lügen nicht", CHEAP);
  assert.match(stored, /^\$scrypt\$ln=8,r=8,p=1\$/);
  assert.ok(await verifyPassword("tränen lügen nicht", stored));
  assert.ok(await verifyPassword("tränen lügen nicht".normalize("NFD"), stored));
  assert.ok(!(await verifyPassword("tranen lugen nicht", stored)));
  assert.notEqual(stored, await hashPassword("tränen lügen nicht", CHEAP));
});

it("is false, and no faster, where there is nothing to verify against", async () => {
  for (const stored of [undefined, "", "$scrypt$", "plain"]) {
    assert.ok(!(await verifyPassword("", stored, CHEAP)), stored);
  }
  const cost = { ln: 14, r: 8, p: 1 };
  const stored = await hashPassword("a", cost);
  const known = await fastestOf(() => verifyPassword("b", stored, cost));
  const unknown = await fastestOf(() => verifyPassword("b", undefined, cost));
  assert.ok(unknown > known / 3, `${unknown} ms of ${known} ms`);
});

it("asks for 52 bits in at most 64 characters", () => {
  const accepted = [
    "MyCoolPassword!",
    "Testtest1234!x",
    "zvqkmtwdhxbrp",
    "Wq7#zLp0!",
    "\u{1F511}correct battery",
  ];
  const refused = [
    "",
    "password",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "1234567890123456",
    "qwertyuiopasdfghjkl",
    "x7#Kp".repeat(13),
  ];
  for (const password of accepted) assert.equal(passwordFault(password), undefined, password);
  for (const password of refused)
    assert.match(passwordFault(password) ?? "", /at most 64 characters/, password);
});

async function fastestOf(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}
