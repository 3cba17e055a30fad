import assert from "node:assert/strict";
import { test } from "node:test";
import { workspaceFixture } from "../../test/support/workspace-fixture.ts";
import { AppError } from "../wire/errors.ts";
import type { User } from "../wire/user.ts";
import { combineQuery } from "./combine-query.ts";
import { parseWorkspaceFilter, refusalOf, showsWorkspace } from "./workspace-filter.ts";

const workspace = workspaceFixture({ name: "dev-1", owner: "ann", template: "docker" });
const me = async (): Promise<User> => ({
  id: workspace.owner_id,
  username: "Ann",
  email: "",
  created_at: "",
  status: "active",
  login_type: "password",
  organization_ids: [],
  roles: [],
});
const shows = (text: string) => showsWorkspace(parseWorkspaceFilter(text), workspace, me);

test("each key decides as Coder's search does", async () => {
  for (const text of [
    "",
    "owner:me",
    "owner:ann",
    "name:DEV",
    "template:docker",
    "organization:coder",
    `organization:${workspace.organization_id}`,
    "status:running",
    `id:${workspace.id}`,
    "outdated:false",
    "dormant:false",
    "healthy:true",
    "owner:me name:dev template:docker",
  ])
    assert(await shows(text), text);
  for (const text of [
    "owner:bob",
    "name:prod",
    "template:dock",
    "organization:other",
    "status:stopped",
    "id:00000000-0000-0000-0000-000000000001",
    "outdated:true",
    "dormant:true",
    "healthy:false",
    "owner:me name:prod",
  ])
    assert(!(await shows(text)), text);
});

test("what cannot be evaluated is refused with what can", () => {
  for (const text of [
    "last_used_before:x",
    "shared:true",
    "dev",
    "status:up",
    "healthy:maybe",
    "owner:a owner:b",
  ])
    assert.throws(
      () => parseWorkspaceFilter(text),
      (error) => error instanceof AppError && error.code === "invalid",
      text,
    );
  assert.throws(() => parseWorkspaceFilter("param:x"), /accepted are owner, name, template, organization/);
});

test("a new workspace outside of the filter is refused, saying why", () => {
  const plan = { owner: "ann", name: "dev", template: "docker", organization: "coder", organizationId: "1" };
  const refusal = (text: string) => refusalOf(parseWorkspaceFilter(text), plan, "ann");
  for (const text of ["owner:me", "name:dev", "template:docker", "organization:coder", "status:stopped"])
    assert.equal(refusal(text), undefined, text);
  for (const text of ["owner:bob", "name:prod", "template:k8s", "organization:x", "id:1"])
    assert.match(refusal(text) ?? "", new RegExp(text), text);
});

const combined = (filter: string, q = "", owner?: string) =>
  combineQuery(parseWorkspaceFilter(filter), { q, owner, me: "ann" });

test("a list is narrowed by the filter and defaults to the caller's own", () => {
  assert.equal(combined(""), "owner:me");
  assert.equal(combined("", "status:running dev"), "status:running owner:me dev");
  assert.equal(combined("", "bob/dev"), "bob/dev");
  assert.equal(combined("", "", "*"), "");
  assert.equal(combined("", "", "bob"), "owner:bob");
  assert.equal(combined("owner:bob template:docker"), "owner:bob template:docker");
  assert.equal(combined("owner:bob", "", "*"), "owner:bob");
  assert.equal(combined("name:dev", "name:dev-1"), "name:dev-1 owner:me");
  assert.equal(combined("owner:me", "owner:ann"), "owner:ann");
  assert.equal(
    combined("", 'last_used_before:"2026-01-01T00:00:00Z"', "*"),
    'last_used_before:"2026-01-01t00:00:00z"',
  );
});

test("a caller cannot widen the filter", () => {
  for (const [filter, q, owner] of [
    ["owner:me", "owner:bob", undefined],
    ["owner:me", "", "bob"],
    ["template:docker", "template:k8s", undefined],
    ["name:dev-1", "name:dev", undefined],
    ["id:a", "id:a,b", undefined],
  ] as const)
    assert.throws(() => combined(filter, q, owner), /contradicts/, `${filter} ${q} ${owner}`);
});
