import { randomUUID } from "node:crypto";
import type { ApiInput } from "./api-input.ts";
import { archive, type ApiPerson } from "./api-person.ts";

type Special = (person: ApiPerson) => Partial<ApiInput> | Promise<Partial<ApiInput>>;

const unique = (): string => `n${randomUUID().slice(0, 8)}`;
const PASSWORD = "Correct-Horse-9!";

const ofVictim =
  (body?: (victim: { username: string }) => unknown): Special =>
  async ({ victim }) => {
    const one = await victim();
    return { params: { user: one.username }, ...(body && { body: body(one) }) };
  };

const byNames: Special = ({ templates }) => ({
  params: { template: templates.quick.name, version: "second" },
});

const inHome =
  (query: Record<string, string> = {}): Special =>
  () => ({ query: { path: "~/", ...query } });

/** What makes a call succeed, for every operation that needs more than the objects of its path. */
const SPECIAL: Readonly<Record<string, Special>> = {
  "POST /authcheck": () => ({
    body: { checks: { mine: { object: { resource_type: "workspace", owner_id: "me" }, action: "create" } } },
  }),
  "POST /users/first": () => ({
    body: { email: "a@example.com", username: "first", password: PASSWORD },
    expect: [409],
  }),
  "POST /users/login": ({ email, password }) => ({ body: { email, password } }),
  "POST /users/logout": async ({ session }) => ({ token: await session() }),
  "POST /users/validate-password": () => ({ body: { password: PASSWORD } }),
  "POST /users": () => ({
    body: {
      email: `${unique()}@example.com`,
      username: unique(),
      password: PASSWORD,
      organization_ids: [],
      roles: [],
    },
    expect: [400],
  }),
  "DELETE /users/{user}": ofVictim(),
  "PUT /users/{user}/profile": ofVictim(({ username }) => ({ username, name: "A Name" })),
  "PUT /users/{user}/status/suspend": ofVictim(),
  "PUT /users/{user}/status/activate": ofVictim(),
  "PUT /users/{user}/password": async ({ loginVictim }) => ({
    params: { user: (await loginVictim()).username },
    body: { password: `${PASSWORD}!` },
  }),
  "PUT /users/{user}/roles": ofVictim(() => ({ roles: ["auditor"] })),
  "GET /users/{user}/organizations/{name}": () => ({ params: { name: "coder" } }),
  "DELETE /users/{user}/keys/{id}": async ({ key }) => ({ params: { id: await key() } }),
  "PUT /users/{user}/keys/{id}/expire": async ({ key }) => ({ params: { id: await key() } }),
  "POST /users/{user}/keys/tokens": () => ({
    body: { token_name: unique(), lifetime: 3_600_000_000_000, scopes: ["coder:all"], allow_list: ["*:*"] },
  }),
  "GET /users/{user}/keys/tokens/{name}": () => ({ params: { name: "mine" } }),
  "POST /organizations/{organization}/members/{user}": async ({ victim }) => ({
    params: { user: (await victim()).username },
    expect: [409],
  }),
  "DELETE /organizations/{organization}/members/{user}": ofVictim(),
  "PUT /organizations/{organization}/members/{user}/roles": ofVictim(() => ({
    roles: ["organization-auditor"],
  })),
  "POST /files": () => ({ body: archive }),
  "POST /organizations/{organization}/templates": async ({ version }) => ({
    body: { name: unique(), template_version_id: (await version()).id, description: "d", icon: "/i.svg" },
  }),
  "GET /organizations/{organization}/templates/{template}": byNames,
  "PATCH /templates/{template}": async ({ template }) => ({
    params: { template: (await template()).id },
    body: { description: "changed", default_ttl_ms: 60_000, display_name: "T" },
  }),
  "DELETE /templates/{template}": async ({ template }) => ({ params: { template: (await template()).id } }),
  "PATCH /templates/{template}/versions": async ({ template }) => {
    const { id, active_version_id } = await template();
    return { params: { template: id }, body: { id: active_version_id } };
  },
  "POST /templates/{template}/versions/archive": async ({ template }) => ({
    params: { template: (await template()).id },
    body: { all: false },
  }),
  "GET /templates/{template}/versions/{version}": () => ({ params: { version: "second" } }),
  "POST /organizations/{organization}/templateversions": async ({ file }) => ({
    body: {
      storage_method: "file",
      provisioner: "echo",
      file_id: await file(),
      name: unique(),
      message: "m",
      tags: { scope: "organization" },
    },
  }),
  "GET /organizations/{organization}/templates/{template}/versions/{version}": byNames,
  "GET /organizations/{organization}/templates/{template}/versions/{version}/previous": byNames,
  "PATCH /templateversions/{version}": async ({ version }) => ({
    params: { version: (await version()).id },
    body: { name: unique(), message: "m" },
  }),
  "PATCH /templateversions/{version}/cancel": async ({ importing }) => ({
    params: { version: (await importing()).id },
  }),
  "POST /templateversions/{version}/archive": async ({ template, version }) => ({
    params: { version: (await version({ template_id: (await template()).id })).id },
  }),
  "POST /templateversions/{version}/unarchive": async ({ archived }) => ({
    params: { version: (await archived()).id },
  }),
  "POST /users/{user}/workspaces": ({ templates }) => ({
    body: {
      name: unique(),
      template_id: templates.quick.id,
      ttl_ms: 3_600_000,
      rich_parameter_values: [{ name: "size", value: "3" }],
    },
  }),
  "POST /organizations/{organization}/members/{user}/workspaces": ({ templates }) => ({
    body: { name: unique(), template_version_id: templates.quick.active_version_id },
  }),
  "GET /workspaces/{workspace}/watch-ws": () => ({ expect: [426] }),
  "GET /workspaceagents/{agent}/watch-metadata-ws": () => ({ expect: [426] }),
  "GET /notifications/inbox/watch": () => ({ expect: [426] }),
  "GET /users/{user}/autofill-parameters": ({ templates }) => ({
    query: { template_id: templates.quick.id },
  }),
  "POST /templateversions/{version}/dry-run": () => ({
    body: { workspace_name: "planned", rich_parameter_values: [{ name: "size", value: "3" }] },
  }),
  "PATCH /templateversions/{version}/dry-run/{job}/cancel": () => ({ expect: [400] }),
  "GET /organizations/{organization}/provisionerjobs/{job}": ({ params, buildJob }) => ({
    params: { ...params, job: buildJob },
  }),
  "PATCH /workspaces/{workspace}": async ({ built }) => ({
    params: { workspace: (await built()).id },
    body: { name: unique() },
  }),
  "PUT /workspaces/{workspace}/autoupdates": () => ({ body: { automatic_updates: "always" } }),
  "PUT /workspaces/{workspace}/autostart": () => ({ body: { schedule: null } }),
  "PUT /workspaces/{workspace}/extend": async ({ built }) => ({
    params: { workspace: (await built({ ttl_ms: 3_600_000 })).id },
    body: { deadline: new Date(Date.now() + 7_200_000).toISOString() },
  }),
  "PUT /workspaces/{workspace}/dormant": async ({ built }) => ({
    params: { workspace: (await built()).id },
    body: { dormant: true },
  }),
  "PUT /workspaces/{workspace}/ttl": () => ({ body: { ttl_ms: 3_600_000 } }),
  "POST /workspaces/{workspace}/builds": async ({ built }) => ({
    params: { workspace: (await built()).id },
    body: { transition: "start", rich_parameter_values: [{ name: "size", value: "4" }], reason: "cli" },
  }),
  "PATCH /workspacebuilds/{build}/cancel": async ({ building }) => ({
    params: { build: (await building()).latest_build.id },
  }),
  "POST /workspaceagents/{agent}/executions": () => ({
    body: { command: "true", env: { A: "b" }, wait_ms: 1000, workdir: "/" },
  }),
  "POST /workspaceagents/{agent}/executions/{execution}/stdin": async ({ execution }) => ({
    params: { execution: (await execution({ command: "cat", keep_stdin: true })).id },
    body: { data: "text" },
  }),
  "POST /workspaceagents/{agent}/executions/{execution}/resize": async ({ execution }) => ({
    params: { execution: (await execution({ command: "cat", pty: { rows: 24, cols: 80 } })).id },
    body: { rows: 30, cols: 100 },
  }),
  "POST /workspaceagents/{agent}/executions/{execution}/signal": async ({ execution }) => ({
    params: { execution: (await execution({ command: "cat", keep_stdin: true })).id },
    body: { signal: "SIGKILL" },
  }),
  "POST /workspaceagents/{agent}/processes/{pid}/signal": async ({ child }) => ({
    params: { pid: String(await child()) },
    body: { signal: "SIGKILL" },
  }),
  "GET /workspaceagents/{agent}/files/stat": inHome(),
  "GET /workspaceagents/{agent}/files/list": inHome(),
  "GET /workspaceagents/{agent}/files/find": inHome({ glob: "*.txt" }),
  "GET /workspaceagents/{agent}/files/watch": inHome({ path: "~/kept.txt" }),
  "GET /workspaceagents/{agent}/files/text": inHome({ path: "~/kept.txt" }),
  "GET /workspaceagents/{agent}/files/content": inHome({ path: "~/kept.txt" }),
  "PUT /workspaceagents/{agent}/files/content": () => ({
    query: { path: `~/${unique()}` },
    body: Buffer.from("bytes"),
  }),
  "POST /workspaceagents/{agent}/files/edits": () => ({
    body: { files: [{ path: "~/kept.txt", edits: [{ search: "kept", replace: "kept" }] }], dry_run: true },
  }),
  "POST /workspaceagents/{agent}/files/transfers": () => ({
    body: { direction: "download", path: "~/kept.txt" },
  }),
  "POST /workspaceagents/{agent}/apps/urls": () => ({ body: { port: 8080 } }),
  "GET /applications/auth-redirect": () => ({
    query: { redirect_uri: "http://a--b--c--d.elsewhere.example/" },
    expect: [400],
  }),
  "GET /transfers": async ({ ticket }) => ({
    query: { ticket: await ticket({ direction: "download", path: "~/kept.txt" }) },
  }),
  "PUT /transfers": async ({ ticket }) => ({
    query: { ticket: await ticket({ direction: "upload", path: `~/${unique()}` }) },
    body: Buffer.from("bytes"),
  }),
  "DELETE /users/{user}/oauth2-grants/{grant}": () => ({ params: { grant: randomUUID() }, expect: [404] }),
  "GET /activity/{event}": () => ({ params: { event: randomUUID() }, expect: [404] }),
  "PUT /policy": () => ({ body: { rules: [] } }),
  "POST /policy/explain": ({ username }) => ({
    body: { user: username, tool: "execute_command", args: { workspace: "local", command: "true" } },
  }),
  "GET /approvals/{approval}": () => ({ params: { approval: randomUUID() }, expect: [404] }),
  "POST /approvals/{approval}/approve": () => ({ params: { approval: randomUUID() }, expect: [404] }),
  "POST /approvals/{approval}/deny": () => ({ params: { approval: randomUUID() }, expect: [404] }),
  "PATCH /workspaceagents/me/app-status": () => ({
    body: { app_slug: "x", state: "working", message: "m", uri: "" },
    // It takes an agent's token.
    expect: [401],
  }),
  "GET /workspaceagents/{agent}/pty": () => ({ query: { reconnect: randomUUID() }, expect: [426] }),
  "POST /workspaceagents/{agent}/checkpoints": () => ({ body: { path: "~/", label: "l" } }),
  "POST /workspaceagents/{agent}/checkpoints/{checkpoint}/restore": () => ({ body: { dry_run: true } }),
};

/** The operations that `validInput` knows more of than the objects of their paths. */
export const SPECIAL_ROUTES: readonly string[] = Object.keys(SPECIAL);

/** An input that the operation accepts from the person. */
export async function validInput(person: ApiPerson, route: string): Promise<ApiInput> {
  const special = (await SPECIAL[route.replace(" /api/v2", " ")]?.(person)) ?? {};
  return { ...special, params: { ...person.params, ...special.params } };
}
