/** How long, in milliseconds, a client may take to send; who is slower is answered 408 and cut off. */
export interface Patience {
  readonly headersMs: number;
  /** For the whole request, its body too. */
  readonly requestMs: number;
}

export const PATIENCE: Patience = { headersMs: 10_000, requestMs: 120_000 };

/** The options of a server of that patience. */
export const patient = ({ headersMs, requestMs }: Patience) => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  // Node looks for the slow at this interval.
  connectionsCheckingInterval: headersMs / 4,
});
