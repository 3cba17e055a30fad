/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notLoggedIn: 3, interrupted: 130, unread: 141 } as const;

interface ExitCode {
  readonly code: number;
  readonly meaning: string;
}

/** In the words of --help and of the documentation. */
export const EXIT_CODES: readonly ExitCode[] = [
  { code: EXIT.ok, meaning: "done" },
  { code: EXIT.failed, meaning: "it failed; stderr says why" },
  { code: EXIT.usage, meaning: "the command, a flag or a variable is wrong; nothing was done" },
  { code: EXIT.notLoggedIn, meaning: "not logged in, or the token is not valid" },
  { code: EXIT.interrupted, meaning: "ended by Ctrl+C or SIGTERM, or a question was left" },
  { code: EXIT.unread, meaning: "who read its output has left, such as head" },
];
