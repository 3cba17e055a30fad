import { invalidField } from "../../wire/errors.ts";

/** What an xterm sends for keys that print nothing. */
const KEYS: Readonly<Record<string, string>> = {
  enter: "\r",
  tab: "\t",
  "shift-tab": "\x1b[Z",
  escape: "\x1b",
  backspace: "\x7f",
  space: " ",
  delete: "\x1b[3~",
  insert: "\x1b[2~",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  "page-up": "\x1b[5~",
  "page-down": "\x1b[6~",
  f1: "\x1bOP",
  f2: "\x1bOQ",
  f3: "\x1bOR",
  f4: "\x1bOS",
  f5: "\x1b[15~",
  f6: "\x1b[17~",
  f7: "\x1b[18~",
  f8: "\x1b[19~",
  f9: "\x1b[20~",
  f10: "\x1b[21~",
  f11: "\x1b[23~",
  f12: "\x1b[24~",
};

/** What a terminal sends for a key by its name, in any case; `ctrl-` takes a letter or one of `[\]^_@`. */
export function keyBytes(name: string): string {
  const key = name.toLowerCase();
  const found = KEYS[key];
  if (found !== undefined) return found;
  const control = /^ctrl-(?<letter>[a-z@[\\\]^_])$/.exec(key)?.groups?.["letter"];
  if (control !== undefined) return String.fromCodePoint((control.toUpperCase().codePointAt(0) ?? 0) & 31);
  throw invalidField(
    "keys",
    `"${name}" is no key; accepted are ctrl-a to ctrl-z, ${Object.keys(KEYS).join(", ")}`,
  );
}
