import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { anyAction, anyObject, anySubject } from "../../test/support/any-subject.ts";
import {
  modelAllows,
  type ModelCaller,
  type ModelLimit,
  type ModelObject,
} from "../../test/support/rbac-model.ts";
import type { Limit } from "./limit.ts";
import { type Target, may, visibility } from "./rbac.ts";

const RUNS = 10_000;

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const anyLimit: fc.Arbitrary<ModelLimit> = fc.record({
  read_only: maybe(fc.boolean()),
  owners: maybe(fc.subarray(["user-a", "user-b"], { minLength: 1 })),
  prefix: maybe(fc.constantFrom("x-", "y-")),
  templates: maybe(fc.subarray(["docker", "go"], { minLength: 1 })),
  paths: maybe(fc.constant(["~/p"])),
  isPolicy: fc.boolean(),
});

/** Three of four callers have no limits or one, so that much is allowed too. */
const anyLimits: fc.Arbitrary<readonly ModelLimit[]> = fc.oneof(
  { arbitrary: fc.constant<readonly ModelLimit[]>([]), weight: 2 },
  { arbitrary: anyLimit.map((limit): readonly ModelLimit[] => [limit]), weight: 2 },
  { arbitrary: fc.array(anyLimit, { maxLength: 3 }), weight: 1 },
);

const limitOf = (limit: ModelLimit): Limit => {
  const { read_only, owners, prefix, templates, paths, isPolicy } = limit;
  const selector = [
    ...(owners === undefined ? [] : [`owner:${owners.join(",")}`]),
    ...(prefix === undefined ? [] : [`name:${prefix}*`]),
  ];
  const rules = {
    ...(read_only !== undefined && { read_only }),
    ...(selector.length > 0 && { workspaces: selector.join(" ") }),
    ...(templates !== undefined && { templates: [...templates] }),
    ...(paths !== undefined && { paths: [...paths] }),
  };
  return { source: isPolicy ? "policy" : "token", id: "l", label: "A limit", rules };
};

const anyCall = fc.record({
  who: anySubject,
  limits: anyLimits,
  action: anyAction,
  object: anyObject,
  name: fc.constantFrom("x-one", "y-two", "z"),
  template: fc.constantFrom("docker", "go", "rust"),
});

type AnyCall = typeof anyCall extends fc.Arbitrary<infer T> ? T : never;

const callerOf = ({ who, limits }: AnyCall): ModelCaller => ({
  user: who.userId,
  roles: who.roles,
  organizations: who.organizations,
  scopes: who.scopes,
  allowList: who.allowList,
  limits,
});

const modelObject = ({ object, name, template }: AnyCall): ModelObject => ({
  type: object.type,
  id: object.id,
  owner: object.ownerId,
  organization: object.organizationId,
  name,
  template,
});

function targetOf({ object, name, template }: AnyCall): Target {
  const { id, ownerId = "", organizationId = "" } = object;
  const facts = { id, name, ownerName: ownerId, templateId: "t", templateName: template, organizationId };
  return {
    ...object,
    ...(object.type === "workspace" && { workspace: { ...facts, organizationName: organizationId } }),
    ...(object.type === "template" && { template: { id, name: template } }),
  };
}

it(`says of ${RUNS} calls what an independent model says`, () => {
  const seen = { allowed: 0, refused: 0 };
  fc.assert(
    fc.property(anyCall, (call) => {
      const subject = { ...call.who, username: call.who.userId, limits: call.limits.map(limitOf) };
      const allowed = may(subject, call.action, targetOf(call));
      seen[allowed ? "allowed" : "refused"] += 1;
      assert.equal(allowed, modelAllows(callerOf(call), call.action, modelObject(call)));
    }),
    { numRuns: RUNS },
  );
  // A generator that hardly allows anything would prove little.
  assert.ok(seen.allowed > RUNS / 50, JSON.stringify(seen));
});

it("agrees about workspaces and templates, where most of the limits are", () => {
  const narrow = fc.record({
    call: anyCall,
    type: fc.constantFrom("workspace" as const, "template" as const, "file" as const),
  });
  const seen = { allowed: 0 };
  fc.assert(
    fc.property(narrow, ({ call, type }) => {
      const about = { ...call, object: { ...call.object, type } };
      const subject = { ...call.who, username: call.who.userId, limits: call.limits.map(limitOf) };
      const allowed = may(subject, call.action, targetOf(about));
      if (allowed) seen.allowed += 1;
      assert.equal(allowed, modelAllows(callerOf(call), call.action, modelObject(about)));
    }),
    { numRuns: RUNS },
  );
  assert.ok(seen.allowed > RUNS / 50, JSON.stringify(seen));
});

const limited = (limits: readonly Limit[]) => ({ ...SUBJECT, limits });

it("lists workspaces only within the selections of the limits", () => {
  const limits = [limitOf({ isPolicy: false, prefix: "x-", owners: ["me"] })];
  const seen = visibility(limited(limits), "workspace");
  assert.deepEqual(seen.within, [{ owner: ["ann"], name: "x-*" }]);
});

const SUBJECT = {
  userId: "user-a",
  username: "ann",
  keyId: "k",
  loginType: "token",
  roles: ["owner"],
  organizations: {},
  scopes: ["coder:all"],
  allowList: ["*:*"],
  expiresAt: new Date(8.64e15),
};
