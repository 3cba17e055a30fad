import type { Db } from "../../db/connect.ts";
import type { DeploymentKeys } from "../deployment-keys.ts";

/** What the storage of oidc-provider works with. */
export interface AdapterContext {
  readonly db: Db;
  readonly keys: DeploymentKeys;
  readonly now: () => Date;
}
