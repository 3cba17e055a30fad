import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { readSettings } from "../src/config/setting.ts";
import { SERVER_SETTINGS } from "../src/config/server-settings.ts";
import { writeCredentials } from "../src/config/credentials.ts";
import { startDeployment } from "../src/server/deployment.ts";

export interface BenchDeployment extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** For programs that act as the owner. */
  readonly env: Record<string, string>;
}

/** A deployment of its own with an embedded, durable PostgreSQL, in a directory that goes with it. */
export async function benchDeployment(): Promise<BenchDeployment> {
  const dir = await mkdtemp(join(tmpdir(), "coder-bench-"));
  const flags = { "http-address": "127.0.0.1:0", "api-rate-limit": "0" };
  const settings = readSettings(SERVER_SETTINGS, { env: {}, flags });
  const log = pino({ level: "error" }, pino.destination(2));
  const deployment = await startDeployment({ settings, configDir: dir, log });
  const token = deployment.firstOwner?.sessionToken ?? "";
  await writeCredentials(dir, { url: deployment.accessUrl, token });
  return {
    url: deployment.accessUrl,
    token,
    env: { PATH: process.env["PATH"] ?? "", HOME: dir, CODER_CONFIG_DIR: dir },
    [Symbol.asyncDispose]: async () => {
      await deployment.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
