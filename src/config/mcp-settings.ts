import type { Settings } from "./setting.ts";
import { duration, httpUrl, logLevel, switched, text, wordList } from "./setting-schemas.ts";

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
    description: "Comma-separated toolsets to offer: default, minimal, chatgpt, checkpoints, transfer.",
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
} as const satisfies Settings;
