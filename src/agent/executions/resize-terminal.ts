import { execFile } from "node:child_process";
import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { TerminalSize } from "../../wire/agent-api.ts";
import { AppError } from "../../wire/errors.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import { findTerminalPrograms } from "./terminal-programs.ts";

const UP_MS = 5000;
const POLL_MS = 5;

/** Gives a running command's terminal another size, of which the command hears by SIGWINCH. */
export async function resizeTerminal(
  record: ExecutionRecord,
  size: TerminalSize,
  path: string | undefined,
): Promise<void> {
  const { meta, files } = record;
  if (meta.pty === null)
    throw new AppError("conflict", `execution ${meta.id} has no terminal: it was started without pty`);
  const { stty } = await findTerminalPrograms(path);
  const rows = ["rows", String(size.rows), "cols", String(size.cols)];
  await promisify(execFile)(stty, ["-F", await deviceOf(record), ...rows]);
  writeFileSync(files.size, JSON.stringify(size), { mode: 0o600 });
  record.size = size;
}

/** The terminal's device; waits for a shell in it that has only just been started. */
async function deviceOf(record: ExecutionRecord): Promise<string> {
  const limit = performance.now() + UP_MS;
  while (record.end === undefined && performance.now() < limit) {
    const device = readDevice(record.files.terminalPid);
    if (device.startsWith("/dev/")) return device;
    await delay(POLL_MS);
  }
  throw new AppError("conflict", `the terminal of execution ${record.meta.id} is closed`);
}

function readDevice(pidFile: string): string {
  try {
    return readlinkSync(`/proc/${Number(readFileSync(pidFile, "utf8"))}/fd/0`);
  } catch {
    return "";
  }
}
