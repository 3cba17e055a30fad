import { randomBytes } from "node:crypto";

const MAX_CODE_CHARACTERS = 4;
const BELL = "\u0007";

/** Learns the exit code of a command in a terminal, whose protocol tells none (coder-api 4.1). */
export interface ExitMarker {
  /** The command that runs `command`, a login shell when that is empty, and says its exit code as the last thing. */
  readonly around: (command: string) => string;
  /** The next bytes of the terminal without what says the code; bytes that may begin it are kept for the next call. */
  readonly strip: (bytes: Buffer) => Buffer;
  readonly found: () => number | undefined;
}

/** The code stands in an escape sequence for the operating system's own use, which terminals do not show. */
export function exitMarker(word: string = randomBytes(12).toString("hex")): ExitMarker {
  const start = `\u001B]${word};`;
  const whole = new RegExp(`${start.replace("]", String.raw`\]`)}(?<code>\\d{1,3})${BELL}`);
  const state: { rest: string; code: number | undefined } = { rest: "", code: undefined };
  return {
    around: (command) => aroundCommand(command, word),
    strip: (bytes) => {
      // One character a byte, so that any bytes come out as they came in.
      const text = state.rest + bytes.toString("latin1");
      const code = whole.exec(text)?.groups?.["code"];
      if (code !== undefined) state.code = Number(code);
      const shown = text.replace(whole, "");
      const kept = keptLength(shown, start);
      state.rest = shown.slice(shown.length - kept);
      return Buffer.from(shown.slice(0, shown.length - kept), "latin1");
    },
    found: () => state.code,
  };
}

function aroundCommand(command: string, word: string): string {
  const shell = '"${SHELL:-/bin/sh}"';
  const run = command === "" ? `${shell} -l` : `${shell} -c ${quote(command)}`;
  // sh, because the account's own shell may have another grammar.
  return `exec sh -c ${quote(`${run}\nprintf '\\033]${word};%d\\007' "$?"`)}`;
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** How much of the end may be the beginning of a marker. */
function keptLength(text: string, start: string): number {
  const at = text.lastIndexOf("\u001B");
  if (at === -1) return 0;
  const tail = text.slice(at);
  if (start.startsWith(tail)) return tail.length;
  const isOpen = tail.startsWith(start) && tail.length < start.length + MAX_CODE_CHARACTERS;
  return isOpen ? tail.length : 0;
}
