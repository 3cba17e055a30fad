import { switched, text, textList } from "../../config/setting-schemas.ts";
import type { Settings, Values } from "../../config/setting.ts";

/** What every command that builds a workspace takes about its parameters; names and variables are Coder's. */
export const PARAMETER_SETTINGS = {
  parameter: {
    env: "CODER_RICH_PARAMETER",
    flag: "parameter",
    kind: "list",
    placeholder: "name=value",
    description: "A value of one of the template's parameters; may be given several times.",
    default: "",
    schema: textList,
  },
  richParameterFile: {
    env: "CODER_RICH_PARAMETER_FILE",
    flag: "rich-parameter-file",
    placeholder: "path",
    description: "A YAML file with a value for each parameter that it names; --parameter wins over it.",
    default: "",
    schema: text,
  },
  parameterDefault: {
    env: "CODER_RICH_PARAMETER_DEFAULT",
    flag: "parameter-default",
    kind: "list",
    placeholder: "name=value",
    description: "A default in place of the template's; may be given several times.",
    default: "",
    schema: textList,
  },
  useParameterDefaults: {
    env: "CODER_WORKSPACE_USE_PARAMETER_DEFAULTS",
    flag: "use-parameter-defaults",
    kind: "switch",
    description: "Take the defaults of all that is not given, without asking.",
    default: "",
    schema: switched,
  },
  ephemeralParameter: {
    env: "CODER_EPHEMERAL_PARAMETER",
    flag: "ephemeral-parameter",
    kind: "list",
    placeholder: "name=value",
    description: "A value that counts for this one build only; may be given several times.",
    default: "",
    schema: textList,
  },
} as const satisfies Settings;

export type ParameterFlags = Values<typeof PARAMETER_SETTINGS>;
