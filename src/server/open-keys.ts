import type { Logger } from "pino";
import { type DeploymentKeys, openDeploymentKeys } from "../oauth/deployment-keys.ts";
import type { OpenDatabase } from "./database.ts";

/** The deployment's secrets, which follow a rotation until the deployment closes. */
export async function openKeys(
  stack: AsyncDisposableStack,
  { db, events }: Pick<OpenDatabase, "db" | "events">,
  log: Logger,
): Promise<DeploymentKeys> {
  const onError = (error: unknown): void => log.warn({ err: error }, "the keys could not be read again");
  return stack.use(await openDeploymentKeys({ db, events, onError }));
}
