import { claudeCode } from "./checks/claude-code.ts";
import { clineCli } from "./checks/cline-cli.ts";
import { codex } from "./checks/codex.ts";
import { continueCli } from "./checks/continue.ts";
import { copilotCli } from "./checks/copilot-cli.ts";
import { gemini } from "./checks/gemini.ts";
import { inspector } from "./checks/inspector.ts";
import { mcpJam } from "./checks/mcpjam.ts";
import { mcpRemote } from "./checks/mcp-remote.ts";
import { mcporter } from "./checks/mcporter.ts";
import { kilo, opencode } from "./checks/opencode.ts";
import { qwenCode } from "./checks/qwen-code.ts";
import type { RealClient } from "./real-client.ts";

/** Every client that runs without an account. */
export const REAL_CLIENTS: readonly RealClient[] = [
  claudeCode,
  codex,
  gemini,
  opencode,
  kilo,
  copilotCli,
  qwenCode,
  clineCli,
  continueCli,
  inspector,
  mcpJam,
  mcporter,
  mcpRemote,
];
