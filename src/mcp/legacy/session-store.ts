import type { JSONRPCMessage } from "@modelcontextprotocol/server";

/** Whose a session is: another user, or another OAuth client of the same user, does not find it. */
export interface SessionOwner {
  readonly userId: string;
  /** Empty for a client with a personal token. */
  readonly clientId: string;
}

/** What a client tells when it initializes, and the version that was agreed on. */
export interface SessionOpening {
  readonly protocolVersion: string;
  readonly capabilities: Record<string, unknown>;
  readonly clientInfo: { readonly name: string; readonly version: string };
}

/** A session of the revisions with `initialize`, as it is at the moment. */
export interface LegacySession extends SessionOpening {
  /** Names the session to the store and to other replicas; it does not tell the session's id. */
  readonly key: string;
  readonly logLevel: string | undefined;
  /** URIs of resources. */
  readonly subscriptions: readonly string[];
  /** The one of the client's streams that tells it of changes. */
  readonly streamId: string | undefined;
}

/** What happens to sessions elsewhere. */
export interface SessionEvents {
  /** A message for a call of this session, which may run here. */
  readonly onMessage: (key: string, message: JSONRPCMessage) => void;
  /** The session changed or ended; undefined says that any may have. */
  readonly onChange: (key: string | undefined) => void;
  /** Sessions that this replica serves something for at the moment. */
  readonly keys: () => readonly string[];
}

/** Where sessions are kept, so that every replica serves each of them and a restart loses none. */
export interface SessionStore {
  /** Returns the session's id, which only its client is told. */
  readonly create: (owner: SessionOwner, opening: SessionOpening) => Promise<string>;
  /** Undefined for one that is unknown, over, or of another owner. Counts as a use of it. */
  readonly find: (owner: SessionOwner, id: string) => Promise<LegacySession | undefined>;
  /** False when there is no such session of this owner. */
  readonly end: (owner: SessionOwner, id: string) => Promise<boolean>;
  readonly setLogLevel: (key: string, level: string) => Promise<void>;
  /** False when the session has too many. */
  readonly subscribe: (key: string, uri: string) => Promise<boolean>;
  readonly unsubscribe: (key: string, uri: string) => Promise<void>;
  /** Makes a stream the one that tells of changes. */
  readonly claimStream: (key: string, streamId: string) => Promise<void>;
  /** Makes it that if no other one is. */
  readonly takeStream: (key: string, streamId: string) => Promise<void>;
  readonly leaveStream: (key: string, streamId: string) => Promise<void>;
  /** Hands a message to whichever replica runs the call that it is for. */
  readonly relay: (key: string, message: JSONRPCMessage) => Promise<void>;
  readonly listen: (events: SessionEvents) => Disposable;
}
