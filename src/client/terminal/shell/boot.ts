/** All that programs of this folder call. */
const PROGRAMS =
  "awk base64 cat chmod chown cp cut date dd df env false fold grep head id kill ln ls mkdir mkfifo mv nap openssl " +
  "printf pwd read readlink rm sed setsid sleep sort stat stty tail test tr true umask wait wc";

/**
 * What the terminal runs instead of a login shell: a loop that takes programs, in a shell of its own whatever the
 * user's is. It is one line of few characters, without single quotes and backslashes, because any shell has to pass it
 * on (bash, zsh, fish, csh). Programs come as lines after `:` in `printf %b`'s form, between `<` and `>` with their length, without which lines of
 * a lost connection could get in between; `=<word>` is answered with the word. A single end of file (Ctrl+D) ends an upload that was cut, and else nothing.
 */
const LOOP = [
  "set +x",
  // An exported function of bash would stand in for a program.
  `unset -f ${PROGRAMS}`,
  "unset ENV BASH_ENV",
  "exec 2>/dev/null",
  "M=$1",
  // Lines as a terminal takes them, so that whatever reads them gets an end of file; nothing is echoed or changed.
  "stty sane -echo -echoctl -opost -isig -ixon -iexten eof ^D",
  'printf "[%s hello %s]" "$M" "$$"',
  "e=0",
  'while [ "$e" -lt 20 ]',
  "do if IFS= read -r l",
  "then e=0",
  "else e=$((e+1))",
  "continue",
  "fi",
  'case $l in "<") s=',
  ';; ">"*) if [ "${#s}" = "${l#>}" ]',
  'then eval "$(printf %b "$s")"',
  'else printf "[%s ! !]" "$M"',
  "fi",
  ';; "="*) printf "[%s = %s]" "$M" "${l#=}"',
  ";; :*) s=$s${l#:}",
  ";; esac",
  "done",
];

/** The terminal's `command`; `mark` is random, of letters and digits. */
export const bootCommand = (mark: string): string => `exec sh -c '${join(LOOP)}' sh ${mark}`;

/** Semicolons between commands, but not after words that open a list. */
function join(lines: readonly string[]): string {
  let text = "";
  for (const line of lines) {
    const glued = text === "" || /(?:^|[ ;])(?:do|then|else|in)$/.test(text) || line.startsWith(";;");
    text += glued ? ` ${line}` : `; ${line}`;
  }
  return text.trim();
}

/** Characters of one typed line: macOS takes 1023 of them, Linux 4095. */
const LINE_CHARACTERS = 900;

/** A program as it is typed: ASCII lines that any terminal passes on as they are. */
export function typedProgram(program: string): string {
  const escaped = Buffer.from(program)
    .toString("latin1")
    .replaceAll(/[^ -~]|\\/g, (one) => `\\0${one.charCodeAt(0).toString(8).padStart(3, "0")}`);
  return `<\n${typedLines(escaped, ":", 5)}>${escaped.length}\n`;
}

/** Data in base64 as it is typed, with the end of file behind it. */
export const typedData = (bytes: Uint8Array): string =>
  `${typedLines(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64"), "", 0)}\x04`;

/** Cuts text into lines that begin with `first`; `unit` is the longest escape, which no cut may divide. */
function typedLines(text: string, first: string, unit: number): string {
  let lines = "";
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + LINE_CHARACTERS);
    // An escape is a backslash and `unit - 1` digits.
    const escape = unit === 0 || end === text.length ? -1 : text.lastIndexOf("\\", end - 1);
    if (escape > end - unit) end = escape;
    lines += `${first}${text.slice(at, end)}\n`;
    at = end;
  }
  return lines;
}

/** What brings a shell that may stand anywhere back to the beginning of a line, and has it answer with `word`. */
export const resync = (word: string): string => `\n\x04\x04\n=${word}\n`;
