import { oneOf, optionalDuration, text } from "../../config/setting-schemas.ts";
import type { Settings, Values } from "../../config/setting.ts";
import { noWaitSetting } from "../no-wait-setting.ts";
import { PARAMETER_SETTINGS } from "../parameters/parameter-settings.ts";
import { organizationSetting } from "../templates/template-settings.ts";
import { yesSetting } from "../yes-setting.ts";

/** What `coder create` takes. */
export const CREATE_SETTINGS = {
  template: {
    env: "CODER_TEMPLATE_NAME",
    flag: "template",
    short: "t",
    placeholder: "template",
    completes: "template",
    description: "The template, by name or UUID.",
    default: "",
    schema: text,
  },
  templateVersion: {
    env: "CODER_TEMPLATE_VERSION",
    flag: "template-version",
    placeholder: "version",
    description: "One of its versions, by name or UUID; empty takes the active one.",
    default: "",
    schema: text,
  },
  preset: {
    env: "CODER_PRESET_NAME",
    flag: "preset",
    placeholder: "preset",
    description: "A preset of the version, or `none`.",
    default: "",
    schema: text,
  },
  ...PARAMETER_SETTINGS,
  copyParametersFrom: {
    env: "CODER_WORKSPACE_COPY_PARAMETERS_FROM",
    flag: "copy-parameters-from",
    placeholder: "workspace",
    completes: "workspace",
    description: "A workspace whose values are taken for what is not given.",
    default: "",
    schema: text,
  },
  startAt: {
    env: "CODER_WORKSPACE_START_AT",
    flag: "start-at",
    placeholder: "schedule",
    description: "When it starts by itself, such as `9:30AM Mon-Fri Europe/Berlin`.",
    default: "",
    schema: text,
  },
  stopAfter: {
    env: "CODER_WORKSPACE_STOP_AFTER",
    flag: "stop-after",
    placeholder: "duration",
    description: "How long after its start it stops by itself, such as 8h; empty takes the template's.",
    default: "",
    schema: optionalDuration("1m", "30d"),
  },
  automaticUpdates: {
    env: "CODER_WORKSPACE_AUTOMATIC_UPDATES",
    flag: "automatic-updates",
    choices: ["always", "never"],
    description: "Whether every start builds the template's active version: always or never.",
    default: "never",
    schema: oneOf(["always", "never"]),
  },
  organization: organizationSetting,
  yes: yesSetting,
  noWait: noWaitSetting,
} as const satisfies Settings;

export type CreateFlags = Values<typeof CREATE_SETTINGS>;
