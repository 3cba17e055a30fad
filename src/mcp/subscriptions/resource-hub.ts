import { AppError } from "../../wire/errors.ts";
import type { ResourceNews, Subscriptions } from "./subscriptions.ts";
import { MAX_SUBSCRIPTIONS } from "./subscriptions.ts";

/** Watches some resources until the signal fires. */
export type StartWatch = (
  what: { readonly uris: readonly string[]; readonly list: boolean },
  news: ResourceNews,
  signal: AbortSignal,
) => Promise<void>;

/** The subscriptions of a connection that lives in this process: what several want is watched once. */
export interface ResourceHub extends Required<Subscriptions> {
  /** Another subscriber of a URI; returns what ends it. Throws AppError "rate_limited" when there are too many. */
  readonly hold: (uri: string) => () => void;
  readonly holdList: () => () => void;
  /** What has been added and not removed, without the list. */
  readonly added: () => readonly string[];
  /** Where the news goes; the last one counts. */
  readonly deliverTo: (news: ResourceNews) => void;
  /** Ends every watch; none begins after it. */
  readonly close: () => void;
}

const LIST = "";

export function createResourceHub(start: StartWatch): ResourceHub {
  let news: ResourceNews | undefined;
  const relay: ResourceNews = {
    updated: (uri) => news?.updated(uri),
    listChanged: () => news?.listChanged(),
  };
  const { hold, close } = createHolds((key, signal) => {
    const what = key === LIST ? { uris: [], list: true } : { uris: [key], list: false };
    void start(what, relay, signal);
  });
  const added = new Map<string, () => void>();
  const addOnce = async (key: string) => {
    if (!added.has(key)) added.set(key, hold(key));
  };
  return {
    hold,
    holdList: () => hold(LIST),
    added: () => [...added.keys()].filter((key) => key !== LIST),
    add: addOnce,
    addList: () => addOnce(LIST),
    remove: async (uri) => {
      added.get(uri)?.();
      added.delete(uri);
    },
    deliverTo: (to) => void (news = to),
    close,
  };
}

interface Held {
  holders: number;
  readonly watch: AbortController;
}

/** Counts who holds a key: the first begins its watch, the last ends it. */
function createHolds(begin: (key: string, signal: AbortSignal) => void) {
  const held = new Map<string, Held>();
  let isClosed = false;
  const entryOf = (key: string): Held => {
    const found = held.get(key);
    if (found !== undefined) return found;
    // The list is one more.
    if (held.size > MAX_SUBSCRIPTIONS) throw tooMany();
    const entry = { holders: 0, watch: new AbortController() };
    held.set(key, entry);
    // A session that is read while its stream ends asks for watches that nobody would end.
    if (!isClosed) begin(key, entry.watch.signal);
    return entry;
  };
  return {
    hold: (key: string) => {
      const entry = entryOf(key);
      entry.holders += 1;
      return once(() => {
        entry.holders -= 1;
        if (entry.holders > 0) return;
        held.delete(key);
        entry.watch.abort();
      });
    },
    close: () => {
      isClosed = true;
      for (const { watch } of held.values()) watch.abort();
      held.clear();
    },
  };
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

const tooMany = (): AppError =>
  new AppError(
    "rate_limited",
    `a connection may subscribe to at most ${MAX_SUBSCRIPTIONS} resources; unsubscribe from some first`,
  );
