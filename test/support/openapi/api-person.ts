import { randomUUID } from "node:crypto";
import { packArchive } from "../../../src/wire/template-archive.ts";
import { addTemplate, addVersion } from "../add-template.ts";
import { expectApi, type Answer, type Place } from "../api-calls.ts";
import { newMember } from "../people.ts";
import { until } from "../until.ts";

type Body = Answer["body"];

export const QUICK = `
provisioner: echo
parameters: [{ name: size, type: number, default: 2, validation: { min: 1, max: 8 } }]
presets: [{ name: Large, parameters: { size: "8" } }]
agents: [{ name: main }]
`;
const LOCAL = "provisioner: local\nagents: [{ name: main, startup_script: echo ready }]\n";
const SLOW = "provisioner: echo\necho: { start: { delay_ms: 600000 } }\n";
const SLOW_IMPORT = "provisioner: echo\necho: { import: { delay_ms: 600000 } }\n";

/** Templates that everybody uses. */
export interface Templates {
  readonly quick: Body;
  readonly slow: Body;
  /** Its workspaces have an agent. */
  readonly local: Body;
}

export async function makeTemplates(owner: Place): Promise<Templates> {
  const quick = await addTemplate(owner, "quick", QUICK);
  await addVersion(owner, QUICK, { template_id: quick.id, name: "second" });
  const slow = await addTemplate(owner, "slow", SLOW);
  return { quick, slow, local: await addTemplate(owner, "scripted", LOCAL) };
}

export interface Victim {
  readonly id: string;
  readonly username: string;
}

/** Somebody with objects of its own, and the makers of objects that a call uses up. */
export interface ApiPerson extends Place {
  readonly email: string;
  readonly password: string;
  readonly username: string;
  /** What `:name` parts of paths stand for where nothing else is said. */
  readonly params: Readonly<Record<string, string>>;
  readonly templates: Templates;
  /** Id of the job that built its workspace. */
  readonly buildJob: string;
  /** A user whom nobody needs. */
  readonly victim: () => Promise<Victim>;
  /** One who has a password. */
  readonly loginVictim: () => Promise<Victim>;
  readonly session: () => Promise<string>;
  readonly key: () => Promise<string>;
  readonly file: () => Promise<string>;
  readonly version: (fields?: object) => Promise<Body>;
  readonly archived: () => Promise<Body>;
  readonly importing: () => Promise<Body>;
  readonly template: () => Promise<Body>;
  /** A workspace whose build has ended. */
  readonly built: (fields?: object) => Promise<Body>;
  /** A workspace whose build takes for ever. */
  readonly building: () => Promise<Body>;
  readonly execution: (fields: object) => Promise<Body>;
  /** Pid of a process that a command has started. */
  readonly child: () => Promise<number>;
  /** The ticket in the URL of a transfer. */
  readonly ticket: (fields: object) => Promise<string>;
}

export interface Login extends Place {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

const archiveOf = (yaml: string): Promise<Buffer> =>
  packArchive(new Map([["template.yaml", Buffer.from(yaml)]]));

export const archive: Buffer = await archiveOf(QUICK);

const unique = (): string => `n${randomUUID().slice(0, 8)}`;

/** The person with a workspace that has an agent, and one without. */
export async function apiPerson(login: Login, owner: Place, templates: Templates): Promise<ApiPerson> {
  const make = makersOf(login, owner, templates);
  const local = await expectApi(login, "POST /users/me/workspaces", {
    name: "local",
    template_id: templates.local.id,
  });
  const workspace = await ended(login, local.id);
  const agent = await agentOf(login, workspace.id);
  const { key } = await expectApi(login, "POST /users/me/keys/tokens", { token_name: "mine" });
  await expectApi(login, `PUT /workspaceagents/${agent}/files/content?path=~/kept.txt`, { kept: true });
  const kept = await expectApi(login, `POST /workspaceagents/${agent}/checkpoints`, { path: "~/" });
  const { execution } = await expectApi(login, `POST /workspaceagents/${agent}/executions`, {
    command: "true",
  });
  const dryRun = await expectApi(
    login,
    `POST /templateversions/${templates.quick.active_version_id}/dry-run`,
    {},
  );
  const params = {
    user: login.username,
    organization: "default",
    name: "local",
    number: "1",
    workspace: workspace.id,
    build: workspace.latest_build.id,
    agent,
    template: templates.quick.id,
    version: templates.quick.active_version_id,
    file: await make.file(),
    id: key.split("-")[0],
    execution: execution.id,
    checkpoint: kept.id,
    pid: "999999999",
    job: dryRun.id,
  };
  const execute = async (fields: object): Promise<Body> =>
    (await expectApi(login, `POST /workspaceagents/${agent}/executions`, fields)).execution;
  const child = async (): Promise<number> => {
    const { id } = await execute({ command: "sleep 600; true" });
    return await until("the command has a child", async () => {
      const { processes } = await expectApi(login, `GET /workspaceagents/${agent}/processes`);
      return processes.find((one: Body) => one.execution_id === id && one.command.startsWith("sleep"))?.pid;
    });
  };
  const ticket = async (fields: object): Promise<string> => {
    const { url } = await expectApi(login, `POST /workspaceagents/${agent}/files/transfers`, fields);
    return new URL(url).searchParams.get("ticket") ?? "";
  };
  const buildJob = workspace.latest_build.job.id;
  return { ...login, ...make, params, templates, execution: execute, child, ticket, buildJob };
}

const ended = async (place: Place, id: string): Promise<Body> =>
  await until(
    `workspace ${id} is built`,
    async () => {
      const workspace = await expectApi(place, `GET /workspaces/${id}`);
      return workspace.latest_build.job.status === "succeeded" && workspace;
    },
    30_000,
  );

const agentOf = async (place: Place, id: string): Promise<string> =>
  await until(
    "the agent is ready",
    async () => {
      const { latest_build: build } = await expectApi(place, `GET /workspaces/${id}`);
      const agent = build.resources[0]?.agents[0];
      return agent?.lifecycle_state === "ready" && agent.id;
    },
    30_000,
  );

/** Without a password, which takes a while to hash. */
async function newUser(owner: Place): Promise<Victim> {
  const { organization_ids } = await expectApi(owner, "GET /users/me");
  const username = unique();
  const fields = { username, email: `${username}@example.com`, login_type: "none", organization_ids };
  return await expectApi(owner, "POST /users", fields);
}

function makersOf(login: Login, owner: Place, { quick, slow }: Templates) {
  const workspace = (template: Body, fields: object = {}): Promise<Body> =>
    expectApi(login, "POST /users/me/workspaces", { name: unique(), template_id: template.id, ...fields });
  const file = async (yaml = QUICK): Promise<string> =>
    (await expectApi(owner, "POST /files", await archiveOf(yaml))).hash;
  const version = async (fields: object = {}) => await addVersion(owner, QUICK, { ...fields });
  return {
    victim: () => newUser(owner),
    loginVictim: () => newMember(owner),
    session: async () => {
      const { email, password } = login;
      return (await expectApi({ ...login, token: "" }, "POST /users/login", { email, password }))
        .session_token;
    },
    key: async () => {
      const { key } = await expectApi(login, "POST /users/me/keys/tokens", { token_name: unique() });
      return key.split("-")[0];
    },
    file: () => file(),
    version,
    archived: async () => {
      const { id } = await addTemplate(owner, unique(), QUICK);
      const made = await version({ template_id: id });
      await expectApi(owner, `POST /templateversions/${made.id}/archive`);
      return made;
    },
    importing: async () =>
      await expectApi(owner, "POST /organizations/default/templateversions", {
        storage_method: "file",
        provisioner: "echo",
        file_id: await file(SLOW_IMPORT),
      }),
    template: () => addTemplate(owner, unique(), QUICK),
    built: async (fields?: object) => await ended(login, (await workspace(quick, fields)).id),
    building: () => workspace(slow),
  };
}
