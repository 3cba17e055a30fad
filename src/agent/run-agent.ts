import type { Duplex } from "node:stream";
import type { Log } from "./log.ts";
import type { AnswerStream } from "./open-agent.ts";
import { endpointOf } from "./tunnel/endpoint.ts";
import { keepDialing } from "./tunnel/keep-dialing.ts";
import type { Refusal } from "./tunnel/keep-dialing.ts";

const OPEN_AFTER_MS = 300;

export interface AgentOptions {
  readonly url: string;
  readonly token: string;
  readonly stateDir: string;
  readonly home: string;
  readonly log: Log;
  readonly version: string;
  /** Where `rg` is; absent where it is a package's, or on PATH. */
  readonly ripgrep?: string | undefined;
  /** What executions inherit, apart from the agent's own settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** When to give up on a deployment that refuses the token. */
  readonly refused?: Refusal;
}

/**
 * Runs the workspace agent until `signal` aborts, the deployment shuts it down, or does not know it any more for ten
 * minutes. Executions go on after its end. Throws AppError "invalid" on a malformed URL.
 */
export async function runAgent(options: AgentOptions, signal: AbortSignal): Promise<void> {
  const endpoint = endpointOf(options.url);
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  // Loading is most of the start-up time and holds up everything else, so it begins when the deployment has been
  // asked for the tunnel; one that cannot be reached delays it only a little.
  const asked = Promise.withResolvers<void>();
  const timer = setTimeout(asked.resolve, OPEN_AFTER_MS);
  const opening = open(asked.promise, { ...options, end: () => over.abort() }, stop);
  const broken = opening.then(
    () => undefined,
    (error: unknown) => {
      over.abort();
      throw error;
    },
  );
  const dialing = keepDialing(
    { ...options, endpoint, asked: () => setImmediate(asked.resolve) },
    (carrier) => serve(carrier, opening, { log: options.log, signal: stop }),
    stop,
  );
  try {
    await Promise.all([broken, dialing]);
  } finally {
    clearTimeout(timer);
    asked.resolve();
    over.abort();
  }
}

async function open(
  asked: Promise<void>,
  context: AgentOptions & { readonly end: () => void },
  signal: AbortSignal,
): Promise<AnswerStream> {
  await asked;
  await import("./tunnel/serve-tunnel.ts");
  const { openAgent } = await import("./open-agent.ts");
  return await openAgent(context, signal);
}

async function serve(
  carrier: Duplex,
  opening: Promise<AnswerStream>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  log("info", "connected", { ms_since_start: Math.round(performance.now()) });
  const { serveTunnel } = await import("./tunnel/serve-tunnel.ts");
  const handle: Parameters<typeof serveTunnel>[1] = (stream, headers) =>
    void opening.then(
      (answer) => answer(stream, headers),
      () => stream.close(),
    );
  await serveTunnel(carrier, handle, signal);
}
