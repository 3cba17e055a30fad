import type { Settings } from "./setting.ts";
import { duration, httpUrl, logLevel, nameList, switched, text, wordList } from "./setting-schemas.ts";

/** What `coder exp mcp server` can be told. */
export const MCP_SETTINGS = {
  url: {
    env: "CODER_URL",
    flag: "url",
    description: "The deployment; empty takes the one of `coder login`.",
    default: "",
    schema: httpUrl,
  },
  token: {
    env: "CODER_SESSION_TOKEN",
    flag: "token",
    description: "The token to act with; empty takes the one of `coder login`.",
    default: "",
    schema: text,
    secret: true,
  },
  logLevel: {
    env: "CODER_MCP_LOG_LEVEL",
    flag: "log-level",
    description: "The least severe log lines to write to stderr: debug, info, warn or error.",
    default: "info",
    schema: logLevel,
  },
  timeout: {
    env: "CODER_MCP_TIMEOUT",
    flag: "timeout",
    description: "The longest that one tool call may take; commands that it started go on.",
    default: "60s",
    schema: duration("1s", "1h"),
  },
  workspaceFilter: {
    env: "CODER_MCP_WORKSPACE_FILTER",
    flag: "workspace-filter",
    description: 'Workspaces outside of it do not exist for any tool, for example "owner:me template:local".',
    default: "",
    schema: text,
  },
  toolsets: {
    env: "CODER_MCP_TOOLSETS",
    flag: "toolsets",
    description:
      "Comma-separated toolsets to offer: default, minimal, chatgpt, checkpoints, transfer, activity, apps, coder.",
    default: "default",
    schema: wordList,
  },
  readOnly: {
    env: "CODER_MCP_READ_ONLY",
    flag: "read-only",
    kind: "switch",
    description: "Offer only tools that change nothing.",
    default: "",
    schema: switched,
  },
  allowedTools: {
    env: "CODER_MCP_ALLOWED_TOOLS",
    flag: "allowed-tools",
    kind: "list",
    placeholder: "names",
    description: "Offer only these tools of the toolsets; empty offers all.",
    default: "",
    schema: nameList,
  },
  instructions: {
    env: "CODER_MCP_INSTRUCTIONS",
    flag: "instructions",
    description: "What the model is told first, in place of the server's own words.",
    default: "",
    schema: text,
  },
  appStatusSlug: {
    env: "CODER_MCP_APP_STATUS_SLUG",
    flag: "app-status-slug",
    placeholder: "slug",
    description: "The app of this workspace for which coder_report_task reports.",
    default: "",
    schema: text,
  },
} as const satisfies Settings;
