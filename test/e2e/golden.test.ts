import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { addTemplate } from "../support/add-template.ts";
import { expectApi, type Answer } from "../support/api-calls.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { faultsOf } from "../support/golden/faults.ts";
import { normalized } from "../support/golden/normalized.ts";
import { until } from "../support/until.ts";
import { VERSION } from "../../src/lib/version.ts";

type Body = Answer["body"];

const TEMPLATE = `
provisioner: echo
display_name: Golden <&>
description: All that a template can say
agents:
  - name: main
    env: { A: b }
    apps:
      - { slug: web, display_name: Web, url: "http://localhost:8080" }
parameters:
  - name: size
    type: number
    default: 2
    mutable: true
    validation: { min: 1, max: 8 }
  - name: region
    default: eu
    options: [{ name: Europe, value: eu }, { name: America, value: us }]
presets: [{ name: Large, parameters: { size: "8" } }]
echo:
  start: { logs: [{ output: begun }] }
`;

const deployment = await startTestDeployment({ after });
const get = (line: string, value?: unknown): Promise<Body> => expectApi(deployment, line, value);

let template: Body;
let workspace: Body;
let token: Body;
before(async () => {
  template = await addTemplate(deployment, "golden", TEMPLATE, {
    name: "v1",
    files: { "README.md": "# Read me\n" },
  });
  token = await get("POST /users/me/keys/tokens", { token_name: "golden", lifetime: 3_600_000_000_000 });
  const { id } = await get("POST /users/me/workspaces", {
    name: "golden",
    template_id: template.id,
    ttl_ms: 3_600_000,
  });
  workspace = await until("the workspace is built", async () => {
    const now = await get(`GET /workspaces/${id}`);
    return now.latest_build.job.status === "succeeded" && now;
  });
  await get("GET /users/me/keys/tokens/golden");
});

/** Golden file -> the table that it is of, and the request; answers of the same kind stand in one file. */
const GOLDEN: Readonly<
  Record<string, readonly (readonly [kind: string, line: () => string, value?: object])[]>
> = {
  deployment: [
    ["BuildInfo", () => "GET /buildinfo"],
    ["AuthMethods", () => "GET /users/authmethods"],
    ["Regions", () => "GET /regions"],
    ["SshConfig", () => "GET /deployment/ssh"],
    ["Envelope", () => "GET /users/first"],
    ["AuditLogs", () => "GET /audit?q=action:delete"],
  ],
  users: [
    ["User", () => "GET /users/me"],
    ["UserList", () => "GET /users"],
    ["AssignableRole[]", () => "GET /users/roles"],
  ],
  tokens: [
    ["ApiKey[]", () => "GET /users/me/keys/tokens"],
    ["ApiKey", () => "GET /users/me/keys/tokens/golden"],
  ],
  organizations: [
    ["Organization[]", () => "GET /organizations"],
    ["Organization", () => "GET /organizations/default"],
    ["Organization[]", () => "GET /users/me/organizations"],
    ["MemberList", () => "GET /organizations/default/paginated-members"],
    ["AssignableRole[]", () => "GET /organizations/default/members/roles"],
  ],
  templates: [
    ["Template", () => `GET /templates/${template.id}`],
    ["TemplateVersion", () => `GET /templateversions/${template.active_version_id}`],
    ["RichParameter[]", () => `GET /templateversions/${template.active_version_id}/rich-parameters`],
    ["Preset[]", () => `GET /templateversions/${template.active_version_id}/presets`],
    ["WorkspaceResource[]", () => `GET /templateversions/${template.active_version_id}/resources`],
  ],
  workspaces: [
    ["WorkspaceList", () => "GET /workspaces"],
    ["Workspace", () => "GET /users/me/workspace/golden"],
  ],
  builds: [
    ["WorkspaceBuild[]", () => `GET /workspaces/${workspace.id}/builds`],
    ["JobLog[]", () => `GET /workspacebuilds/${workspace.latest_build.id}/logs`],
    ["ParameterValue[]", () => `GET /workspacebuilds/${workspace.latest_build.id}/parameters`],
    ["Timings", () => `GET /workspacebuilds/${workspace.latest_build.id}/timings`],
    ["ProvisionerJob", () => `GET /organizations/default/provisionerjobs/${workspace.latest_build.job.id}`],
    ["ProvisionerJob", () => `POST /templateversions/${template.active_version_id}/dry-run`, {}],
  ],
  agents: [
    ["WorkspaceAgent", () => `GET /workspaceagents/${workspace.latest_build.resources[0].agents[0].id}`],
  ],
};

/** The answer to `line` by a name that is the same at every run. */
const nameOf = (line: string): string =>
  line.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "{id}");

for (const [file, requests] of Object.entries(GOLDEN)) {
  describe(file, () => {
    const answers: [string, unknown][] = [];

    test("have the fields, kinds and words of the tables", async () => {
      for (const [kind, line, value] of requests) {
        const answer = await get(line(), value);
        assert.deepEqual(faultsOf(kind, answer), [], line());
        answers.push([nameOf(line()), answer]);
      }
    });

    test("are as their golden file has them", (t) => {
      const replaced = {
        [deployment.url]: "<url>",
        [`v${VERSION}`]: "<version>",
        [token.key.split("-")[0]]: "<key>",
      };
      const named = Object.fromEntries(answers);
      t.assert.fileSnapshot(normalized(named, replaced), join("test/golden", `${file}.json`));
    });
  });
}
