import { AppError } from "../../wire/errors.ts";
import type { Jobs } from "./jobs.ts";
import type { PtyLink } from "./pty-link.ts";
import { resync } from "./shell/boot.ts";

const ANSWER_MS = 15_000;

/** Brings a shell and this side to the same place after the connection broke. */
export interface Recovery {
  readonly begin: () => void;
  /** Tells of a word that the shell gave back. */
  readonly heard: (word: string) => void;
  readonly isUnderWay: () => boolean;
  readonly end: () => void;
}

export interface RecoveryDeps {
  readonly link: PtyLink;
  readonly jobs: Jobs;
  readonly lose: (reason: unknown) => void;
}

/**
 * Has the shell give back a word: what it printed before has then been read, as far as it was kept. Then every
 * program is typed again that has no answer yet. None runs twice by that: the shell knows those that change something.
 */
export function createRecovery({ link, jobs, lose }: RecoveryDeps): Recovery {
  let count = 0;
  let word: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const retype = async (mine: string): Promise<void> => {
    for (const { typed } of jobs.open()) if (word === mine) await link.type(typed);
    if (word === mine) word = undefined;
  };
  const end = (): void => clearTimeout(timer);
  return {
    begin: () => {
      end();
      word = `w${(count += 1)}`;
      timer = setTimeout(
        () => lose(new AppError("unavailable", "the workspace's terminal does not answer")),
        ANSWER_MS,
      ).unref();
      void link.type(resync(word));
    },
    heard: (told) => {
      if (told !== word) return;
      end();
      void retype(told);
    },
    isUnderWay: () => word !== undefined,
    end,
  };
}
