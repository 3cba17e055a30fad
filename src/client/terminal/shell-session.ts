import { randomBytes } from "node:crypto";
import { quote } from "../../rules/shell-word.ts";
import { AppError } from "../../wire/errors.ts";
import { untilAborted } from "../until-aborted.ts";
import { createFrameParser, type Frame } from "./frame-parser.ts";
import { createJobs, decodeAnswer, type Answer, type Job, type Jobs } from "./jobs.ts";
import { openPtyLink, type LinkOptions, type PtyLink } from "./pty-link.ts";
import { createRecovery, type Recovery } from "./recovery.ts";
import { bootCommand, typedData, typedProgram } from "./shell/boot.ts";
import { INIT, LIBRARY } from "./shell/library.ts";

const HELLO_MS = 30_000;
/** An answer that does not begin, or stops, for so long: the shell hangs, perhaps on a file system that does. */
const SILENCE_MS = 45_000;
/** The shell's word for an upload of which something is missing. */
const INCOMPLETE = 8;
const UPLOAD_ATTEMPTS = 4;

/** Says that a shell ended before it answered: whether the program ran is not known. */
export class SessionLost extends Error {
  override readonly name = "SessionLost";
}

/** A shell in a workspace that runs programs, over one terminal. All throw SessionLost when it ends. */
export interface ShellSession {
  /** What is printed by a program that changes nothing; it is run again when the connection breaks. */
  readonly read: (program: string, signal: AbortSignal) => Promise<Answer>;
  /** What is printed by a program that runs once, beside others. `onBegun` hears its `begun`. */
  readonly run: (program: string, signal: AbortSignal, onBegun?: () => void) => Promise<Answer>;
  /** Cuts a file of the workspace to so many blocks of 64 KiB, and adds bytes. */
  readonly upload: (path: string, blocks: number, bytes: Uint8Array, signal: AbortSignal) => Promise<Answer>;
  readonly isOver: () => boolean;
  /** Cuts the connection, which is then made again. */
  readonly cut: () => void;
  readonly close: () => void;
}

/** Starts a shell. Throws AppError "unsupported" where the workspace lacks what it takes. */
export async function openShellSession(
  options: Omit<LinkOptions, "command">,
  signal: AbortSignal,
): Promise<ShellSession> {
  const mark = randomBytes(12).toString("hex");
  const hello = Promise.withResolvers<void>();
  const state = createState(hello);
  const parser = () => createFrameParser(mark, (frame) => onFrame(state, frame));
  let frames = parser();
  const link = await openPtyLink(
    { ...options, command: bootCommand(mark) },
    {
      onBytes: (bytes) => {
        state.heardAt = performance.now();
        frames.push(bytes.toString("latin1"));
      },
      onReattached: () => {
        frames = parser();
        state.recovery?.begin();
      },
      onGone: (reason) => lose(state, reason),
    },
    signal,
  );
  state.link = link;
  state.recovery = createRecovery({ link, jobs: state.jobs, lose: (reason) => lose(state, reason) });
  const session = sessionOf(state, link);
  try {
    await untilAborted(hello.promise, AbortSignal.any([signal, AbortSignal.timeout(HELLO_MS)]));
    await session.read(`:`, signal);
    return session;
  } catch (error) {
    session.close();
    throw error instanceof SessionLost && error.cause instanceof AppError ? error.cause : error;
  }
}

interface State {
  readonly jobs: Jobs;
  readonly hello: PromiseWithResolvers<void>;
  link: PtyLink | undefined;
  recovery: Recovery | undefined;
  /** Of the shell's process, which another one would not have. */
  pid: string | undefined;
  heardAt: number;
  over: boolean;
  hasLibrary: boolean;
  /** Answered background jobs, whose files can go. */
  forgotten: string[];
  /** Settles when the terminal is free to be typed into. */
  free: Promise<unknown>;
}

function createState(hello: PromiseWithResolvers<void>): State {
  hello.promise.catch(() => undefined);
  return {
    jobs: createJobs(),
    hello,
    link: undefined,
    recovery: undefined,
    pid: undefined,
    heardAt: performance.now(),
    over: false,
    hasLibrary: false,
    forgotten: [],
    free: Promise.resolve(),
  };
}

function onFrame(state: State, frame: Frame): void {
  const { id, payload } = frame;
  if (id === "hello") {
    if (state.pid !== undefined && state.pid !== payload)
      return lose(state, new AppError("unavailable", "the terminal was started anew"));
    state.pid = payload;
    return state.hello.resolve();
  }
  if (id === "bad") return lose(state, lacking(payload));
  if (id === "=") return state.recovery?.heard(payload);
  if (id === "!") return state.recovery?.begin();
  state.jobs.take(frame);
}

function lacking(what: string): AppError {
  const reason =
    what === "place"
      ? "has no directory for its user alone: neither the home directory nor the one for temporary files can be written"
      : `has no ${what === "base64" ? "base64 (of coreutils, busybox or openssl)" : what}`;
  return new AppError(
    "unsupported",
    `the workspace ${reason}, without which commands and files cannot be reached through its terminal`,
  );
}

function lose(state: State, reason: unknown): void {
  if (state.over) return;
  state.over = true;
  const lost = new SessionLost("the workspace's terminal was lost", { cause: reason });
  state.hello.reject(lost);
  state.recovery?.end();
  state.jobs.fail(lost);
  state.link?.close();
}

function sessionOf(state: State, link: PtyLink): ShellSession {
  const fetch = async (id: string): Promise<Answer> => {
    const kept = await ask(state, (job) => `R ${job} ${quote(`cat "$T/${id}/r"`)}`);
    return decodeAnswer(kept.bytes);
  };
  const read = async (program: string, signal: AbortSignal) =>
    await untilAborted(
      ask(state, (id) => `R ${id} ${quote(program)}`),
      signal,
    );
  return {
    read,
    run: async (program, signal, onBegun) => {
      const typed = (id: string) => typedProgram(`${preface(state)}A ${id} ${quote(program)}`);
      const job = await exclusively(state, async () => {
        const added = state.jobs.add(typed, { onBegun, fetch });
        await type(state, added);
        return added;
      });
      const answer = job.answer.finally(() => state.forgotten.push(job.id));
      return await untilAborted(answer, signal);
    },
    upload: async (path, blocks, bytes, signal) => {
      const data = typedData(bytes);
      const program = `upload ${quote(path)} ${blocks} ${data.length - 1}`;
      for (let attempt = 1; ; attempt += 1) {
        const asked = ask(state, (id) => `R ${id} ${quote(program)}`, data);
        const answer = await untilAborted(asked, signal);
        if (answer.status !== INCOMPLETE || attempt >= UPLOAD_ATTEMPTS) return answer;
      }
    },
    isOver: () => state.over,
    cut: link.cut,
    close: () => {
      if (state.over) return;
      void link.type(typedProgram("exit 0")).finally(() => lose(state, new AppError("canceled", "closed")));
    },
  };
}

/** What comes before the next program. */
function preface(state: State): string {
  const library = state.hasLibrary ? "" : `LIB=${quote(LIBRARY)}\neval "$LIB"\n${INIT}\n`;
  state.hasLibrary = true;
  return library === "" && state.forgotten.length > 0
    ? `forget ${state.forgotten.splice(0).join(" ")}\n`
    : library;
}

/** Has a program answered before anything else is typed. */
async function ask(state: State, program: (id: string) => string, data = ""): Promise<Answer> {
  return await exclusively(state, async () => {
    const typed = (id: string) => `${typedProgram(`${preface(state)}${program(id)}`)}${data}`;
    const job = state.jobs.add(typed, { fetch: async () => await job.answer });
    state.heardAt = performance.now();
    const watch = setInterval(() => {
      if (performance.now() - state.heardAt < SILENCE_MS) return;
      lose(state, new AppError("unavailable", "the workspace's terminal does not answer"));
    }, SILENCE_MS / 10).unref();
    try {
      await type(state, job);
      return await job.answer;
    } finally {
      clearInterval(watch);
    }
  });
}

async function type({ recovery, link }: State, job: Job): Promise<void> {
  // While the connection is made again, the recovery types whatever is open.
  if (recovery?.isUnderWay() !== true) await link?.type(job.typed);
}

async function exclusively<T>(state: State, body: () => Promise<T>): Promise<T> {
  const mine = state.free.then(async () => {
    if (state.over) throw new SessionLost("the workspace's terminal was lost");
    return await body();
  });
  state.free = mine.catch(() => undefined);
  return await mine;
}
