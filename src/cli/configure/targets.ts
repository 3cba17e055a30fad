import type { ClientTarget } from "./target.ts";
import { amp } from "./targets/amp.ts";
import { claudeCode } from "./targets/claude-code.ts";
import { claudeDesktop } from "./targets/claude-desktop.ts";
import { cline, clineCli } from "./targets/cline.ts";
import { codex } from "./targets/codex.ts";
import { continueDev } from "./targets/continue.ts";
import { copilotCli } from "./targets/copilot-cli.ts";
import { cursor } from "./targets/cursor.ts";
import { devin } from "./targets/devin.ts";
import { gemini } from "./targets/gemini.ts";
import { goose } from "./targets/goose.ts";
import { jetbrains } from "./targets/jetbrains.ts";
import { kiloCode } from "./targets/kilo-code.ts";
import { kiro } from "./targets/kiro.ts";
import { lmStudio } from "./targets/lm-studio.ts";
import { opencode } from "./targets/opencode.ts";
import { qwenCode } from "./targets/qwen-code.ts";
import { rooCode } from "./targets/roo-code.ts";
import { vscode, vscodeInsiders } from "./targets/vscode.ts";
import { windsurf } from "./targets/windsurf.ts";
import { zed } from "./targets/zed.ts";

/** Every client whose file is written. */
export const TARGETS: readonly ClientTarget[] = [
  claudeDesktop,
  claudeCode,
  cursor,
  vscode,
  vscodeInsiders,
  copilotCli,
  zed,
  windsurf,
  devin,
  codex,
  gemini,
  opencode,
  goose,
  cline,
  clineCli,
  rooCode,
  kiloCode,
  continueDev,
  jetbrains,
  amp,
  kiro,
  lmStudio,
  qwenCode,
];
