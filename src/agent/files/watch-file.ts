import { watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../wire/errors.ts";
import { etagOf } from "./file-stat.ts";

export type WatchFile = (path: string, signal: AbortSignal) => Readable;

const MAX_WATCHES = 64;
/** What the system does not announce (targets of links, network file systems) is seen by looking. */
const LOOK_MS = 1000;
/** A file that is written all the time is told at most so often. */
const QUIET_MS = 100;

/**
 * Watches what a path leads to: lines of JSON `{"etag": …}`, at once and after each change, null while nothing is
 * there. The function throws AppError "rate_limited" when there are too many watches.
 */
export function createFileWatches(): WatchFile {
  let open = 0;
  return (path, signal) => {
    if (open >= MAX_WATCHES)
      throw new AppError("rate_limited", `at most ${MAX_WATCHES} files of a workspace are watched at once`);
    open += 1;
    const body = Readable.from(changes(path, signal));
    body.once("close", () => (open -= 1));
    return body;
  };
}

async function* changes(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const bell = createBell(path);
  try {
    let known: string | null | undefined;
    while (!signal.aborted) {
      const etag = await etagAt(path);
      if (etag !== known) {
        yield `${JSON.stringify({ etag })}\n`;
        await pause(QUIET_MS, signal);
      } else await bell.rings(signal);
      known = etag;
    }
  } finally {
    bell.close();
  }
}

async function etagAt(path: string): Promise<string | null> {
  return await stat(path, { bigint: true }).then(etagOf, () => null);
}

interface Bell {
  /** When the system tells of a change, or it is time to look. */
  readonly rings: (signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

function createBell(path: string): Bell {
  let rung = new AbortController();
  const watcher = watchFolder(path, () => rung.abort());
  return {
    rings: async (signal) => {
      await pause(LOOK_MS, AbortSignal.any([signal, rung.signal]));
      rung = new AbortController();
    },
    close: () => watcher?.close(),
  };
}

/** The folder tells of replacements too; undefined where it cannot be watched. */
function watchFolder(path: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) changed();
    });
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
