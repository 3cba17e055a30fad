import type { LaunchedAgent } from "./launch-agent.ts";

/** A sandbox of no workspace yet, in which an agent waits for its configuration. */
export interface WarmSlot {
  /** Names its place and its claims until a workspace takes them over. */
  readonly id: string;
  readonly uid: number | undefined;
  readonly agent: LaunchedAgent;
}

export interface WarmSlots {
  /** A living slot, which is the caller's from then on; undefined when there is none. */
  readonly take: () => Promise<WarmSlot | undefined>;
  /** Ends and removes what waits; nothing is prepared any more. */
  readonly close: () => Promise<void>;
}

export interface WarmTiming {
  /** How many are kept ready. */
  readonly slots: number;
  /** How long a deployment is left to start, and a workspace that took a slot, in milliseconds. */
  readonly firstMs: number;
  readonly nextMs: number;
  /** Hears of a slot that could not be prepared; starts do without. */
  readonly onError: (error: unknown) => void;
}

export interface SlotWork {
  /** Ends and removes the slots of an earlier deployment. */
  readonly clean: (signal: AbortSignal) => Promise<void>;
  /** Leaves nothing behind when it fails. */
  readonly prepare: (signal: AbortSignal) => Promise<WarmSlot>;
  readonly discard: (slot: WarmSlot) => Promise<void>;
}

/** Keeps slots ready, and prepares them while nothing else is expected to happen. */
export function createWarmSlots(timing: WarmTiming, work: SlotWork): WarmSlots {
  const closing = new AbortController();
  const ready: Promise<WarmSlot | undefined>[] = [];
  const fill = filler(ready, timing, { ...work, signal: closing.signal });
  let filling = Promise.resolve();
  const fillIn = (ms: number) => setTimeout(() => (filling = filling.then(fill)), ms).unref();
  let timer = fillIn(timing.firstMs);
  return {
    take: async () => {
      clearTimeout(timer);
      if (!closing.signal.aborted) timer = fillIn(timing.nextMs);
      const slot = await ready.shift();
      if (slot === undefined || !slot.agent.ended.aborted) return slot;
      await work.discard(slot).catch(timing.onError);
      return undefined;
    },
    close: async () => {
      closing.abort();
      clearTimeout(timer);
      await filling;
      for (const slot of await Promise.all(ready.splice(0))) {
        if (slot !== undefined) await work.discard(slot).catch(timing.onError);
      }
    },
  };
}

/** Tells of failures and never throws. */
function filler(
  ready: Promise<WarmSlot | undefined>[],
  { slots, onError }: WarmTiming,
  { clean, prepare, signal }: SlotWork & { readonly signal: AbortSignal },
): () => Promise<void> {
  let isClean = false;
  const report = (error: unknown) => {
    if (!signal.aborted) onError(error);
    return undefined;
  };
  const cleanOnce = async () => {
    if (!isClean) await clean(signal);
    isClean = true;
  };
  return async () => {
    await cleanOnce().catch(report);
    if (!isClean) return;
    while (!signal.aborted && ready.length < slots) {
      const slot = prepare(signal).catch(report);
      ready.push(slot);
      await slot;
    }
  };
}
