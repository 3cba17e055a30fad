import { watch } from "node:fs";

/** Also rung without an event, for file systems that send none. */
const POLL_MS = 250;

/** Tells one waiter that a file may have changed. */
export interface FileBell {
  readonly ring: () => void;
  /** Resolves at the next ring, or at once when it rang since the last wait. */
  readonly heard: () => Promise<void>;
  readonly close: () => void;
}

/** Watches the file at `path` until it is closed; it rings when the file changes, and four times a second anyhow. */
export function openFileBell(path: string): FileBell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    hasRung = true;
    wake?.();
  };
  const heard = async (): Promise<void> => {
    if (!hasRung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, POLL_MS);
      wake = resolve;
      await promise;
      clearTimeout(timer);
      wake = undefined;
    }
    hasRung = false;
  };
  return { ring, heard, close: watchFile(path, ring) };
}

function watchFile(path: string, changed: () => void): () => void {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    // Out of watches: the poll still sees the bytes.
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
