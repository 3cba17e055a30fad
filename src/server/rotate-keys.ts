import { existsSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../db/connect.ts";
import { runningUrl } from "../db/embedded/running-url.ts";
import { startEmbedded } from "../db/embedded/start-embedded.ts";
import { rotateDeploymentKeys } from "../oauth/deployment-keys.ts";
import { AppError } from "../wire/errors.ts";
import { unusable } from "./database.ts";

export interface RotateKeysOptions {
  readonly configDir: string;
  /** Empty for the embedded database, whether or not a server runs it at the time. */
  readonly postgresUrl: string;
}

/** Gives the deployment a fresh key; its replicas sign with it from then on, and still verify with the earlier ones. */
export async function rotateKeys({ configDir, postgresUrl }: RotateKeysOptions): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const url = postgresUrl === "" ? await embeddedUrl(stack, join(configDir, "postgres")) : postgresUrl;
  const { db, close } = connect(url, { max: 1, onError: () => undefined });
  stack.defer(close);
  try {
    await rotateDeploymentKeys(db);
  } catch (error) {
    throw unusable(url, error);
  }
}

async function embeddedUrl(stack: AsyncDisposableStack, dataDir: string): Promise<string> {
  if (!existsSync(join(dataDir, "cluster"))) {
    throw new AppError("precondition", `there is no deployment in ${dataDir}`, {
      detail: "set CODER_CONFIG_DIR to the server's, or CODER_PG_CONNECTION_URL to its PostgreSQL",
    });
  }
  const running = await runningUrl(dataDir);
  if (running !== undefined) return running;
  const database = await startEmbedded({ dataDir, log: () => undefined });
  stack.defer(() => database.stop());
  return database.url;
}
