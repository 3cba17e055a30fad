import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { addTemplate } from "./add-template.ts";
import { expectApi } from "./api-calls.ts";
import { startTestDeployment, type Scope, type TestDeployment, type TestSettings } from "./deployment.ts";
import { until } from "./until.ts";

export interface WorkspaceApp {
  readonly place: TestDeployment;
  readonly agent: string;
  /** On which `app-program.cjs` listens in the workspace "dev". */
  readonly port: number;
  /** Of the app of that slug, below the deployment's own host. */
  readonly path: (app: string) => string;
}

const templateOf = (port: number): string => `
agents:
  - apps:
      - { slug: own, url: "http://localhost:${port}" }
      - { slug: deep, url: "http://localhost:${port}/below/" }
      - { slug: members, url: "http://localhost:${port}", share: authenticated, subdomain: true }
      - { slug: open, url: "http://localhost:${port}", share: public }
      - { slug: elsewhere, url: "https://example.com", external: true }
provisioner: local
`;

/** A deployment with a workspace in which a web server runs that the template's apps name. */
export async function startWorkspaceApp(scope: Scope, settings: TestSettings = {}): Promise<WorkspaceApp> {
  const place = await startTestDeployment(scope, settings);
  const port = await freePort();
  const { id } = await addTemplate(place, "apps", templateOf(port));
  await expectApi(place, "POST /users/me/workspaces", { name: "dev", template_id: id });
  const agent = await until("the agent is connected", async () => {
    const { latest_build: build } = await expectApi(place, "GET /users/me/workspace/dev");
    const found = build.resources[0]?.agents?.[0];
    return found?.status === "connected" ? String(found.id) : undefined;
  });
  await runProgram(place, agent, port);
  const base = `/@${place.owner.username}/dev.main/apps`;
  return { place, agent, port, path: (app) => `${base}/${app}/` };
}

async function runProgram(place: TestDeployment, agent: string, port: number): Promise<void> {
  const program = await readFile(new URL("app-program.cjs", import.meta.url));
  const content = `${place.url}/api/v2/workspaceagents/${agent}/files/content?path=~/app.cjs`;
  const headers = { "coder-session-token": place.token };
  const written = await fetch(content, { method: "PUT", headers, body: Uint8Array.from(program) });
  if (!written.ok) throw new Error(`app.cjs was not written: ${await written.text()}`);
  const command = nodeInWorkspace(`~/app.cjs ${port}`);
  const { execution } = await expectApi(place, `POST /workspaceagents/${agent}/executions`, { command });
  await until("the app listens", async () => {
    const { output, execution: state } = await expectApi(
      place,
      `GET /workspaceagents/${agent}/executions/${execution.id}/output?wait_ms=1000`,
    );
    if (state.state !== "running") throw new Error(`the app ended: ${output.text}`);
    return output.text.includes("listening on") ? true : undefined;
  });
}

/** A command that runs Node in a workspace, whose sandbox has it where the agent's own is. */
export const nodeInWorkspace = (args: string): string =>
  `for exe in /proc/[0-9]*/exe; do node=$(readlink $exe); case $node in */node) exec "$node" ${args};; esac; done`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
