import { switched } from "../../config/setting-schemas.ts";
import type { Settings, Values } from "../../config/setting.ts";
import { noWaitSetting } from "../no-wait-setting.ts";
import { PARAMETER_SETTINGS } from "../parameters/parameter-settings.ts";
import { yesSetting } from "../yes-setting.ts";

/** What every command that starts a workspace takes. */
export const START_SETTINGS = {
  yes: yesSetting,
  noWait: noWaitSetting,
  alwaysPrompt: {
    env: undefined,
    flag: "always-prompt",
    kind: "switch",
    description: "Ask for every parameter, with the value that it has as the default.",
    default: "",
    schema: switched,
  },
  ...PARAMETER_SETTINGS,
} as const satisfies Settings;

export type StartFlags = Values<typeof START_SETTINGS>;
