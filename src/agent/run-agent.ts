import type { Log } from "./log.ts";
import { keepDialing } from "./tunnel/keep-dialing.ts";
import { serveTunnel } from "./tunnel/serve-tunnel.ts";

const OPEN_AFTER_MS = 300;

export interface AgentOptions {
  readonly url: string;
  readonly token: string;
  readonly stateDir: string;
  readonly home: string;
  readonly log: Log;
  readonly version: string;
  /** What executions inherit, apart from the agent's own settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs the workspace agent until `signal` aborts, the deployment shuts it down, or does not know it any more for ten
 * minutes. Executions go on after its end.
 */
export async function runAgent(options: AgentOptions, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  // Loading is most of the start-up time and holds up everything else: it waits for the first connection, but not long.
  const first = Promise.withResolvers<void>();
  const timer = setTimeout(first.resolve, OPEN_AFTER_MS);
  const opening = first.promise
    .then(async () => await import("./open-agent.ts"))
    .then(async ({ openAgent }) => await openAgent({ ...options, end: () => over.abort() }, stop));
  const broken = opening.then(
    () => undefined,
    (error: unknown) => {
      over.abort();
      throw error;
    },
  );
  const dialing = keepDialing(
    options,
    async (carrier) => {
      options.log("info", "connected", { ms_since_start: Math.round(performance.now()) });
      setImmediate(first.resolve);
      await serveTunnel(
        carrier,
        (stream, headers) =>
          void opening.then(
            (answer) => answer(stream, headers),
            () => stream.close(),
          ),
        stop,
      );
    },
    stop,
  );
  try {
    await Promise.all([broken, dialing]);
  } finally {
    clearTimeout(timer);
    first.resolve();
    over.abort();
  }
}
