/**
 * What a legacy connection wants to be told about. Over stdio it is kept in memory; where each request has a server of
 * its own, it is kept with the session, and whoever holds the session's stream watches with `watchResources`.
 */
export interface Subscriptions {
  /** Adding a URI again changes nothing. Throws AppError "rate_limited" when there are too many. */
  readonly add: (uri: string) => Promise<void>;
  readonly remove: (uri: string) => Promise<void>;
  /** The client has read the list, so it wants to know when it changes; absent where that is never told. */
  readonly addList?: () => Promise<void>;
}

/** Where the session's own store keeps them, as soon as it sees the success of a request. */
export const KEPT_WITH_SESSION: Subscriptions = { add: async () => undefined, remove: async () => undefined };

/** Resources that one connection may be told about. */
export const MAX_SUBSCRIPTIONS = 100;

/** Where news of resources goes. */
export interface ResourceNews {
  readonly updated: (uri: string) => void;
  readonly listChanged: () => void;
}
