import type { Settings, Values } from "./setting.ts";
import { switched, text, textList } from "./setting-schemas.ts";

const ACCEPTED = "Accepted, so that scripts for Coder's CLI work; there is nothing here to turn off.";

/** What every command can be told, before or behind its words; names and variables are Coder's. */
export const GLOBAL_SETTINGS = {
  globalConfig: {
    env: "CODER_CONFIG_DIR",
    flag: "global-config",
    placeholder: "dir",
    description: "The configuration directory; empty takes the one of this system.",
    default: "",
    schema: text,
  },
  url: {
    env: "CODER_URL",
    flag: "url",
    placeholder: "url",
    description: "The deployment; empty takes the one of `coder login`.",
    default: "",
    schema: text,
  },
  token: {
    env: "CODER_SESSION_TOKEN",
    flag: "token",
    placeholder: "token",
    description: "The token to act with; empty takes the one of `coder login`.",
    default: "",
    schema: text,
    secret: true,
  },
  header: {
    env: "CODER_HEADER",
    flag: "header",
    kind: "list",
    placeholder: "name=value",
    description: "A header to send with every request; may be given several times.",
    default: "",
    schema: textList,
    secret: true,
  },
  headerCommand: {
    env: "CODER_HEADER_COMMAND",
    flag: "header-command",
    placeholder: "command",
    description: "A command of the shell that prints headers to send, one name=value a line.",
    default: "",
    schema: text,
  },
  verbose: {
    env: "CODER_VERBOSE",
    flag: "verbose",
    short: "v",
    kind: "switch",
    description: "With an error, show what caused it.",
    default: "",
    schema: switched,
  },
  noVersionWarning: {
    env: "CODER_NO_VERSION_WARNING",
    flag: "no-version-warning",
    kind: "switch",
    description: ACCEPTED,
    default: "",
    schema: switched,
  },
  noFeatureWarning: {
    env: "CODER_NO_FEATURE_WARNING",
    flag: "no-feature-warning",
    kind: "switch",
    description: ACCEPTED,
    default: "",
    schema: switched,
  },
  disableDirectConnections: {
    env: "CODER_DISABLE_DIRECT_CONNECTIONS",
    flag: "disable-direct-connections",
    kind: "switch",
    description: ACCEPTED,
    default: "",
    schema: switched,
  },
  disableNetworkTelemetry: {
    env: "CODER_DISABLE_NETWORK_TELEMETRY",
    flag: "disable-network-telemetry",
    kind: "switch",
    description: ACCEPTED,
    default: "",
    schema: switched,
  },
} as const satisfies Settings;

export type GlobalValues = Values<typeof GLOBAL_SETTINGS>;
