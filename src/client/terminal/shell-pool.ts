import type { WebSocket } from "ws";
import { AppError } from "../../wire/errors.ts";
import type { Call } from "../http.ts";
import { untilAborted } from "../until-aborted.ts";
import type { Answer } from "./jobs.ts";
import { openShellSession, SessionLost, type ShellSession } from "./shell-session.ts";

/** A terminal that nobody uses for so long is closed. */
const IDLE_MS = 60_000;
const OPEN_MS = 60_000;

/** What is the same in every session with one workspace. */
export interface Place {
  readonly home: string;
  /** Where commands run that name no directory. */
  readonly directory: string;
  /** The process that keeps the workspace's terminals: what descends from it is the workspace's. */
  readonly agentPid: number;
}

/** A shell in a workspace, over one terminal that is opened when it is needed, and again when it was lost. */
export interface Shell {
  readonly place: (signal: AbortSignal) => Promise<Place>;
  /** What is printed by a program that changes nothing. */
  readonly read: (program: string, signal: AbortSignal) => Promise<Answer>;
  /** What is printed by a program that is safe to run twice in sessions that follow each other. */
  readonly run: (program: string, signal: AbortSignal, onBegun?: () => void) => Promise<Answer>;
  readonly upload: (path: string, blocks: number, bytes: Uint8Array, signal: AbortSignal) => Promise<Answer>;
  /** Cuts the connection, which is then made again. */
  readonly cut: () => void;
  readonly close: () => void;
}

export interface ShellOptions {
  readonly socket: (call: Call) => Promise<WebSocket>;
  readonly agentId: string;
  readonly idleMs?: number;
}

/** Runs programs in a workspace; all share one terminal, which is closed when it has been idle for a minute. */
export function createShell(options: ShellOptions): Shell {
  const pool = createPool(options);
  const twice = async <T>(signal: AbortSignal, body: (session: ShellSession) => Promise<T>): Promise<T> => {
    try {
      return await pool.use(signal, body);
    } catch (error) {
      if (!(error instanceof SessionLost)) throw error;
      return await pool.use(signal, body).catch((cause: unknown) => {
        throw cause instanceof SessionLost ? unreachable(cause) : cause;
      });
    }
  };
  let place: Place | undefined;
  return {
    place: async (signal) =>
      (place ??= await twice(signal, async (session) => await findPlace(session, signal))),
    read: async (program, signal) =>
      await twice(signal, async (session) => await session.read(program, signal)),
    run: async (program, signal, onBegun) =>
      await twice(signal, async (session) => await session.run(program, signal, onBegun)),
    upload: async (path, blocks, bytes, signal) =>
      await twice(signal, async (session) => await session.upload(path, blocks, bytes, signal)),
    cut: pool.cut,
    close: pool.close,
  };
}

function unreachable(cause: SessionLost): AppError {
  const reason = cause.cause instanceof AppError ? `: ${cause.cause.message}` : "";
  return new AppError("unavailable", `the workspace's terminal was lost twice${reason}`, { cause });
}

async function findPlace(session: ShellSession, signal: AbortSignal): Promise<Place> {
  const { bytes } = await session.read(String.raw`printf '%s\0%s\0%s' "$HOME" "$W" "$PPID"`, signal);
  const [home = "/", directory = "/", pid = "0"] = bytes.toString().split("\0");
  return { home, directory, agentPid: Number(pid) };
}

interface Pool {
  readonly use: <T>(signal: AbortSignal, body: (session: ShellSession) => Promise<T>) => Promise<T>;
  readonly cut: () => void;
  readonly close: () => void;
}

function createPool({ idleMs = IDLE_MS, ...options }: ShellOptions): Pool {
  const closing = new AbortController();
  let opening: Promise<ShellSession> | undefined;
  let current: ShellSession | undefined;
  const open = async (): Promise<ShellSession> => {
    const limit = AbortSignal.any([closing.signal, AbortSignal.timeout(OPEN_MS)]);
    try {
      current = await openShellSession(options, limit);
      return current;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  const close = (): void => {
    current?.close();
    [current, opening] = [undefined, undefined];
  };
  const idle = createIdleness(idleMs, close);
  return {
    use: async (signal, body) => {
      idle.enter();
      try {
        if (current?.isOver() === true) [current, opening] = [undefined, undefined];
        return await body(await untilAborted((opening ??= open()), signal));
      } finally {
        idle.leave();
      }
    },
    cut: () => current?.cut(),
    close: () => {
      closing.abort(new AppError("canceled", "the connection to the workspace was closed"));
      idle.end();
      close();
    },
  };
}

/** Closes what nobody has used for a while; commands go on without it. */
function createIdleness(idleMs: number, close: () => void) {
  let users = 0;
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => clearTimeout(timer);
  return {
    enter: (): void => {
      users += 1;
      end();
    },
    leave: (): void => {
      users -= 1;
      if (users === 0) timer = setTimeout(close, idleMs).unref();
    },
    end,
  };
}
