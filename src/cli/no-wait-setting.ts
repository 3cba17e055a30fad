import { switched } from "../config/setting-schemas.ts";
import type { Setting } from "../config/setting.ts";

/** `--no-wait` of a command that starts a build. */
export const noWaitSetting = {
  env: undefined,
  flag: "no-wait",
  kind: "switch",
  description: "Return as soon as the deployment has taken it, before it is done.",
  default: "",
  schema: switched,
} as const satisfies Setting<boolean>;
