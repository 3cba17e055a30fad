import type { IncomingMessage, ServerResponse } from "node:http";
import type { GrantLimits } from "../wire/grant-limits.ts";
import type { ConsentClient } from "../wire/pages.ts";

/** What an OAuth client asks of the person at the browser, who is logged in. */
export interface Interaction {
  readonly uid: string;
  readonly client: ConsentClient;
  readonly scopes: readonly string[];
  /** The resource that the token is to be for. */
  readonly audience: string;
  /** Set in the device flow. */
  readonly userCode: string | undefined;
}

/** What the person allows. */
export interface GrantChoice {
  /** A subset of the scopes asked for. */
  readonly scopes: readonly string[];
  readonly toolsets: readonly string[];
  readonly readOnly: boolean;
  /** Coder's search syntax; empty allows every workspace. */
  readonly workspaces: string;
  /** What narrows it further. */
  readonly limits: GrantLimits;
  /** Undefined lets the grant last until it is revoked. */
  readonly expiresAt: Date | undefined;
}

/** The questions that wait for a person's answer; the browser's cookie says which one is theirs. */
export interface Interactions {
  /** Undefined for an unknown or expired question, or one of another browser. */
  readonly read: (request: IncomingMessage, response: ServerResponse) => Promise<Interaction | undefined>;
  /** Records the answer and returns the URL to send the browser to; may set cookies on the response. */
  readonly allow: (
    request: IncomingMessage,
    response: ServerResponse,
    answer: GrantChoice & { readonly userId: string },
  ) => Promise<string>;
  readonly deny: (request: IncomingMessage, response: ServerResponse) => Promise<string>;
}
