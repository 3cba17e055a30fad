import { randomUUID } from "node:crypto";
import { settingOnce } from "../db/site-settings.ts";
import type { IdentityContext } from "./identity-context.ts";

/** The id of this deployment, made when it is first asked for and the same ever after. */
export async function deploymentId(context: IdentityContext): Promise<string> {
  return await settingOnce(context.db, "deployment_id", randomUUID());
}
