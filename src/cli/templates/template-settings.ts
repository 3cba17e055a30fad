import { text } from "../../config/setting-schemas.ts";
import type { Setting } from "../../config/setting.ts";

/** `-O` of a command about templates. */
export const organizationSetting = {
  env: "CODER_ORGANIZATION",
  flag: "org",
  short: "O",
  placeholder: "organization",
  description: "The organization, by name or UUID; empty takes the one that has it, or the default one.",
  default: "",
  schema: text,
} as const satisfies Setting<string>;
