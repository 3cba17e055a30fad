import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import { closeInReverse, temporaryDirectory } from "../support/deployment.ts";
import { until } from "../support/until.ts";

/** The base image; it must be there, because nothing is pulled. */
const BASE = process.env["CODER_TEST_DOCKER_BASE"] ?? "node:24-slim";
const PAGE = `fetch("http://127.0.0.1:3000/login").then(async (page) => console.log(page.status, await page.text()))`;

async function docker(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)("docker", [...args]);
  return (stdout + stderr).trim();
}

test("the image runs a deployment as a user without rights, and keeps its data", async (t) => {
  const base = await docker("image", "inspect", BASE).catch(() => undefined);
  if (base === undefined) return t.skip(`no Docker engine with the image ${BASE}`);
  const closing = closeInReverse(t);
  const dir = await temporaryDirectory({ after: closing });
  await mkdir(join(dir, "packaging"));
  await cp(join(PACKAGE_ROOT, "packaging", "Dockerfile"), join(dir, "packaging", "Dockerfile"));
  const pack = ["pack", "--ignore-scripts", "--pack-destination", dir];
  await promisify(execFile)("npm", pack, { cwd: PACKAGE_ROOT });
  const tag = `coder-mcp-test:${process.pid}`;
  const file = join(dir, "packaging", "Dockerfile");
  await docker("build", "--network", "host", "--build-arg", `BASE=${BASE}`, "-t", tag, "-f", file, dir);
  closing(async () => void (await docker("rmi", "--force", tag)));
  const volume = await docker("volume", "create");
  closing(async () => void (await docker("volume", "rm", "--force", volume)));
  const id = await docker("run", "-d", "--init", "--network", "none", "-v", `${volume}:/data`, tag);
  closing(async () => void (await docker("rm", "--force", id)));
  const isHealthy = async (): Promise<boolean> =>
    (await docker("inspect", "-f", "{{.State.Health.Status}}", id)) === "healthy";

  await until("the container is healthy", isHealthy, 60_000);
  const isReady = async (): Promise<boolean> => /Press Ctrl\+C/.test(await docker("logs", id));
  await until("the container is ready", isReady, 60_000);
  assert.match(await docker("logs", id), /The first owner was created/);
  assert.match(await docker("exec", id, "id", "-un"), /^coder$/);
  assert.match(await docker("exec", id, "node", "-e", PAGE), /^200 .*<form/s);
  await docker("restart", "-t", "20", id);
  await until("the container is healthy", isHealthy, 60_000);
  assert.equal([...(await docker("logs", id)).matchAll(/The first owner was created/g)].length, 1);
  await docker("stop", "-t", "20", id);
  assert.equal(await docker("inspect", "-f", "{{.State.ExitCode}}", id), "0");
});
