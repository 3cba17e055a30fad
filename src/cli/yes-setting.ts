import { switched } from "../config/setting-schemas.ts";
import type { Setting } from "../config/setting.ts";

/** `-y` of a command that would ask before it acts. */
export const yesSetting = {
  env: undefined,
  flag: "yes",
  short: "y",
  kind: "switch",
  description: "Do it without asking.",
  default: "",
  schema: switched,
} as const satisfies Setting<boolean>;
