/** What a wrapper runs to keep a command's stdin open; as no program of the user's would be called. */
export const STDIN_HOLDER = "sleep 2147483647";

export interface WrapperOptions {
  /** What `$1` is: a command, a file with one, or the command that `script` (`$3`) runs in a terminal. */
  readonly program: "command" | "file" | "terminal";
  readonly keepStdin: boolean;
}

/** The first lines of every shell that waits for a command and tells how it ended. */
export const PREPARE: readonly string[] = [
  // In POSIX mode bash would not say which signal ended its child; where bash is /bin/sh that mode is on.
  "case $BASH_VERSION in ?*) command set +o posix 2>/dev/null ;; esac",
  "trap : HUP INT QUIT PIPE ALRM TERM USR1 USR2",
];

/**
 * Always in a subshell, because dash redirects a plain command's stderr in the parent and says "Killed" there.
 * In a terminal fd 4 and, as fd 5, the wrapper's own stderr go on to the shell of terminal-script.ts.
 */
const INNER = {
  command: 'exec /bin/sh -c "$1" 2>&3 3>&- 4>&-',
  file: 'exec /bin/sh "$1" 2>&3 3>&- 4>&-',
  terminal: 'SHELL=/bin/sh; export SHELL; exec "$3" -q -e -c "$1" /dev/null 3>&- 5>&2 2>/dev/null',
} as const;

/**
 * The POSIX shell program around every command. It leads the session, runs the command as its child and saves its
 * own pid and the exit status through fd 4, so that they outlive the agent. The wrapper's own stderr (fd 2) is a
 * file apart: what the shell says there ("Terminated", "Killed"…) tells death by signal from `exit 143`. It catches
 * signals instead of ignoring them, so that the command starts with default ones; fd 3 is the command's stderr.
 * `$0` is the execution's id, by which a restarted agent recognises the process.
 */
export function wrapperScript({ program, keepStdin }: WrapperOptions): string {
  return [
    ...PREPARE,
    "echo $$ >&4",
    ...(keepStdin ? [HOLDER] : []),
    `(${INNER[program]}${keepStdin ? ' <"$2"' : ""})`,
    "s=$?",
    "echo $s >&4",
    ...(keepStdin ? ["kill -9 $holder"] : []),
    "exit $s",
  ].join("\n");
}

/** Keeps the FIFO's writing end open over the agent's death; killing it is what closes stdin. */
const HOLDER = `(trap '' HUP INT QUIT TERM USR1 USR2; exec ${STDIN_HOLDER}) 5<>"$2" </dev/null >/dev/null 2>&1 3>&- 4>&- &
holder=$!
echo $holder >"$2.holder"`;
