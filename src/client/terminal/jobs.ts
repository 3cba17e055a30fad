import { AppError } from "../../wire/errors.ts";
import type { Frame } from "./frame-parser.ts";

/** What a program printed, and how it ended. */
export interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
}

/** A program whose answer is awaited. */
export interface Job {
  readonly id: string;
  /** What is typed to have it run. */
  readonly typed: string;
  readonly answer: Promise<Answer>;
}

/** A short answer, or how long the file is that keeps it. */
type Settle = (answer: Answer | "kept") => void;

interface Open extends Job {
  readonly settle: Settle;
  readonly fail: (error: unknown) => void;
  readonly onBegun: (() => void) | undefined;
}

export interface Jobs {
  /** `typed` makes of the job's id what is to be typed. */
  readonly add: (typed: (id: string) => string, options: JobOptions) => Job;
  readonly take: (frame: Frame) => void;
  readonly open: () => Iterable<Job>;
  readonly fail: (error: unknown) => void;
}

export interface JobOptions {
  readonly onBegun?: (() => void) | undefined;
  /** Reads an answer that was too long for one line. */
  readonly fetch: (id: string) => Promise<Answer>;
}

/** The programs of one shell that have been asked to run. An answer counts once, however often it is read. */
export function createJobs(): Jobs {
  const jobs = new Map<string, Open>();
  let last = 0;
  return {
    add: (typed, { onBegun, fetch }) => {
      const id = String((last += 1));
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const settle: Settle = (answer) => resolve(answer === "kept" ? fetch(id) : answer);
      const job = { id, typed: typed(id), answer: promise, settle, fail: reject, onBegun };
      // Whoever waited may have gone.
      promise.catch(() => undefined);
      jobs.set(id, job);
      return job;
    },
    take: ({ id, payload }) => {
      if (id.endsWith("b")) return jobs.get(id.slice(0, -1))?.onBegun?.();
      const job = jobs.get(id);
      if (job === undefined || !jobs.delete(id)) return;
      try {
        job.settle(payload.startsWith("@") ? "kept" : decodeAnswer(Buffer.from(payload, "base64")));
      } catch (error) {
        job.fail(error);
      }
    },
    open: () => jobs.values(),
    fail: (error) => {
      for (const job of jobs.values()) job.fail(error);
      jobs.clear();
    },
  };
}

/** Takes the exit status off the end. */
export function decodeAnswer(bytes: Buffer): Answer {
  const end = bytes.lastIndexOf("\n");
  const status = bytes.toString("latin1", end + 1);
  if (end === -1 || !/^\d{1,3}$/.test(status))
    throw new AppError(
      "unavailable",
      "an answer of the workspace's terminal was damaged on its way; try again",
    );
  return { bytes: bytes.subarray(0, end), status: Number(status) };
}
