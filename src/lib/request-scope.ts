import { AsyncLocalStorage } from "node:async_hooks";

/** A place in a trace (W3C trace context). */
export interface TracePlace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** What belongs to one request, whichever parts of the server work for it. */
export interface RequestScope {
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
  /** The span that further ones belong to. */
  readonly trace: TracePlace | undefined;
  /** Filled in on the way, by who finds out. */
  readonly place: RequestPlace;
}

export interface RequestPlace {
  workspaceId?: string | undefined;
  agentId?: string | undefined;
}

/** Carries scopes through everything that a request leads to in this process. */
export interface RequestScopes {
  readonly run: <T>(scope: RequestScope, work: () => T) => T;
  /** Undefined for work that no request asked for. */
  readonly current: () => RequestScope | undefined;
}

export function createRequestScopes(): RequestScopes {
  const storage = new AsyncLocalStorage<RequestScope>();
  return {
    run: (scope, work) => storage.run(scope, work),
    current: () => storage.getStore(),
  };
}
