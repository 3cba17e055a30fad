interface Reading<T> {
  readonly running: Promise<T>;
  /** What answers those who ask while it runs. */
  next?: Promise<T>;
}

/** Runs a read, or has it share one. */
export type ShareRead<T> = (key: string, read: () => Promise<T>) => Promise<T>;

/**
 * Equal reads that are asked for while one is on its way share the one after it. So a burst of them costs two, and each
 * is answered with what was there after it was asked for.
 */
export function sharedReads<T>(): ShareRead<T> {
  const readings = new Map<string, Reading<T>>();
  const start = (key: string, read: () => Promise<T>): Promise<T> => {
    const reading: Reading<T> = { running: read() };
    readings.set(key, reading);
    const over = (): void => {
      // Whoever waits for the next one has put it in this one's place by then.
      if (readings.get(key) === reading && reading.next === undefined) readings.delete(key);
    };
    reading.running.then(over, over);
    return reading.running;
  };
  return (key, read) => {
    const reading = readings.get(key);
    if (reading === undefined) return start(key, read);
    const begin = (): Promise<T> => start(key, read);
    return (reading.next ??= reading.running.then(begin, begin));
  };
}
