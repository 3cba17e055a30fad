/** Runs bodies that share a key one after another, in the order of their calls. */
export type KeyedLock = <T>(key: string, body: () => Promise<T>) => Promise<T>;

/** A lock of its own; keys are forgotten as soon as nobody waits for them. */
export function createKeyedLock(): KeyedLock {
  const last = new Map<string, Promise<unknown>>();
  return async (key, body) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(body, body);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}
