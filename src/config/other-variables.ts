/** A variable that is no setting of a command. */
export interface OtherVariable {
  readonly env: string;
  readonly of: string;
  readonly description: string;
}

const AGENT_AND_SERVER = "`coder agent`, `coder exp mcp server`";

/** Every variable that is read beside the settings; `docs/environment.md` is made of both. */
export const OTHER_VARIABLES: readonly OtherVariable[] = [
  {
    env: "XDG_CONFIG_HOME",
    of: "every command",
    description: "The configuration directory is `coderv2` in it, without CODER_CONFIG_DIR.",
  },
  {
    env: "APPDATA",
    of: "every command",
    description: "On Windows the configuration directory is `coderv2` in it, without CODER_CONFIG_DIR.",
  },
  {
    env: "HOME",
    of: "every command",
    description: "Where `.config/coderv2` is without the variables above; in a workspace, the home.",
  },
  {
    env: "BROWSER",
    of: "`coder login`",
    description: "The program that opens pages, with its arguments; several are parted by colons.",
  },
  {
    env: "PATH",
    of: "every command",
    description: "Where Coder's own CLI is looked for, when no file has the token.",
  },
  {
    env: "CODER_MCP_ASKED_BY",
    of: "every command",
    description: "Set for Coder's own CLI when it is asked for a token, so that it does not ask back.",
  },
  { env: "CODER_AGENT_URL", of: AGENT_AND_SERVER, description: "The deployment's URL." },
  { env: "CODER_AGENT_TOKEN", of: AGENT_AND_SERVER, description: "The agent's token of this build." },
  {
    env: "CODER_AGENT_TOKEN_FILE",
    of: AGENT_AND_SERVER,
    description: "A file that holds the token instead.",
  },
  {
    env: "CODER_AGENT_STATE_DIR",
    of: "`coder agent`",
    description: "Where executions and their output are kept; `~/.local/state/coder` by default.",
  },
  {
    env: "CODER_AGENT_CONFIG_FILE",
    of: "`coder agent`",
    description: "A file with these variables, which appears when a sandbox that was kept ready is used.",
  },
  {
    env: "CODER_AGENT_LOG_LIMIT",
    of: "`coder agent`",
    description: "Bytes after which the agent begins the log on its stderr, a file, anew.",
  },
  {
    env: "CODER_EXECUTION_ID",
    of: "`coder agent`",
    description: "Set for each command to its id, by which the agent finds the command's processes.",
  },
  {
    env: "CLAUDE_CONFIG_DIR",
    of: "`coder exp mcp configure`",
    description: "Where Claude Code has its settings.",
  },
  {
    env: "CODEX_HOME",
    of: "`coder exp mcp configure`",
    description: "Where Codex has its settings.",
  },
  {
    env: "COPILOT_HOME",
    of: "`coder exp mcp configure`",
    description: "Where Copilot CLI has its settings.",
  },
  {
    env: "CLINE_DIR",
    of: "`coder exp mcp configure`",
    description: "Where Cline CLI has its settings.",
  },
  {
    env: "SHELL",
    of: "`coder agent`",
    description: "The shell of commands that run in a terminal.",
  },
];
