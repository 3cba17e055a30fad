import { createHash } from "node:crypto";
import {
  createRequestStateCodec,
  ProtocolError,
  ProtocolErrorCode,
  type RequestStateCodec,
} from "@modelcontextprotocol/server";
import type { Reply } from "../tools/ask.ts";
import type { RequestFacts } from "./request-facts.ts";

const TTL_SECONDS = 600;

/** What the person has said in earlier rounds of a call, by the question's key. */
export type Answers = Readonly<Record<string, Reply>>;

/** Asked for at each use, because keys rotate. */
export type StateKeys = () => { readonly current: Uint8Array; readonly older: readonly Uint8Array[] };

/** What a call that asks leaves with its client, sealed; `binding` tells whose call of what it belongs to. */
interface CallState {
  readonly binding: string;
  readonly answers: Answers;
}

/** Seals and opens the state of calls that ask. */
export interface CallStates {
  /** For the SDK, which refuses a forged or expired state (-32602) before a handler runs. */
  readonly verify: RequestStateCodec<CallState>["verify"];
  readonly seal: (bound: BoundCall, answers: Answers) => Promise<string>;
  /** The answers of earlier rounds; undefined in the first. Throws a ProtocolError (-32602) for another call's state. */
  readonly open: (bound: BoundCall, request: RequestFacts) => Answers | undefined;
}

/** The one call that a state is good for. */
export interface BoundCall {
  readonly user: string;
  readonly method: string;
  readonly name: string;
  readonly args: unknown;
}

/** `keys` have 32 bytes or more each; the first seals, all open. Every process that serves a round has the same ones. */
export function createCallStates(keys: StateKeys): CallStates {
  return {
    verify: async (state, request) => {
      const { current, older } = keys();
      // A rotation of the keys must not cost a person the answer that is under way.
      let verified = codecOf(current).verify(state, request);
      for (const key of older) verified = verified.catch(() => codecOf(key).verify(state, request));
      return await verified;
    },
    seal: (bound, answers) => codecOf(keys().current).mint({ binding: bindingOf(bound), answers }),
    open: (bound, { mcpReq }) => {
      const state = mcpReq.requestState<CallState>();
      if (state === undefined) return undefined;
      if (state.binding !== bindingOf(bound))
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          "requestState: belongs to another call; repeat the call that it came from, unchanged",
        );
      return state.answers;
    },
  };
}

const codecOf = (key: Uint8Array): RequestStateCodec<CallState> =>
  createRequestStateCodec<CallState>({ key, ttlSeconds: TTL_SECONDS });

/** A digest: the state is signed, not encrypted, and arguments may hold secrets. */
const bindingOf = ({ user, method, name, args }: BoundCall): string =>
  createHash("sha256")
    .update(JSON.stringify([user, method, name, sorted(args)]))
    .digest("base64url");

/** The same for equal arguments, in whatever order a client writes their keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value ?? null;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
