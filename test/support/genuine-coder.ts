import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZERO_UUID } from "../../src/wire/scalars.ts";
import { servePtys, type PtyOptions, type PtyStandIn } from "./pty-stand-in.ts";
import { workspaceFixture } from "./workspace-fixture.ts";

const ZERO_TIME = "0001-01-01T00:00:00Z";
const TOKEN = "genuine-token";

/** A stand-in for a genuine deployment: its REST answers and terminals (coder-api), and no agent API. */
export interface GenuineCoder extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly home: string;
  readonly ptys: PtyStandIn;
  /** The paths that were asked for, without the base. */
  readonly asked: readonly string[];
}

/** Starts one with one workspace, ann/dev, whose commands run on this machine. */
export async function startGenuineCoder(
  options: Partial<Omit<PtyOptions, "env">> = {},
): Promise<GenuineCoder> {
  const home = await mkdtemp(join(tmpdir(), "genuine-"));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  const env = { HOME: home, PATH: "/usr/local/bin:/usr/bin:/bin" };
  const ptys = servePtys(server, () => ({ shell: "/bin/bash", ...options, env }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    home,
    ptys,
    asked,
    [Symbol.asyncDispose]: async () => {
      await ptys[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? "/", "http://stand-in");
  const [status, body] =
    request.headers["coder-session-token"] === TOKEN
      ? route(`${request.method ?? ""} ${pathname.replace("/api/v2", "")}`)
      : [401, { message: 'Cookie "coder_session_token" or query parameter must be provided.' }];
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "x-coder-build-version": "v2.20.0",
    ...(status === 401 && { "www-authenticate": "Bearer" }),
  });
  response.end(`${JSON.stringify(body)}\n`);
}

function route(call: string): readonly [number, unknown] {
  const workspace = genuineWorkspace();
  if (call === "GET /buildinfo")
    return [200, { external_url: "https://github.com/coder/coder", version: "v2.20.0" }];
  if (call === "GET /users/me") return [200, ANN];
  if (call === "GET /workspaces") return [200, { workspaces: [workspace], count: 1 }];
  if (call === `GET /workspaces/${workspace.id}` || /^GET \/users\/(?:me|ann)\/workspace\/dev$/.test(call))
    return [200, workspace];
  return [404, { message: "Route not found." }];
}

const ANN = {
  id: "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f01",
  username: "ann",
  name: "",
  email: "ann@example.com",
  created_at: ZERO_TIME,
  updated_at: ZERO_TIME,
  last_seen_at: ZERO_TIME,
  status: "active",
  login_type: "password",
  organization_ids: null,
  roles: null,
  avatar_url: "",
};

/** With null for empty lists, zero UUIDs and times, nanoseconds, and a field that only newer ones have. */
function genuineWorkspace() {
  const workspace = workspaceFixture();
  const resources = workspace.latest_build.resources.map((resource) => ({
    ...resource,
    metadata: null,
    agents: resource.agents.map((agent) => ({
      ...agent,
      parent_id: null,
      apps: null,
      log_sources: null,
      subsystems: null,
      first_connected_at: ZERO_TIME,
      scripts: [{ id: ZERO_UUID, timeout: 600_000_000_000 }],
    })),
  }));
  return {
    ...workspace,
    deleting_at: null,
    dormant_at: null,
    latest_app_status: null,
    latest_build: {
      ...workspace.latest_build,
      resources,
      deadline: ZERO_TIME,
      max_deadline: null,
      template_version_preset_id: null,
      job: { ...workspace.latest_build.job, available_workers: null, worker_id: ZERO_UUID, tags: null },
    },
    something_newer: { of: ["a later release"] },
  };
}
