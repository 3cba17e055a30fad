/** What a user allowed an OAuth client: it narrows what the client's tokens can do over MCP (design 6). */
export interface Grant {
  readonly id: string;
  readonly clientId: string;
  /** The resource that the token is for: the MCP endpoint's URL, or the access URL for the REST API (RFC 8707). */
  readonly audience: string;
  /** Names of toolsets that the user allowed. */
  readonly toolsets: readonly string[];
  /** True leaves only tools that change nothing. */
  readonly readOnly: boolean;
  /** Coder's search syntax; workspaces outside of it do not exist. Empty allows every one. */
  readonly workspaces: string;
  readonly expiresAt: Date | undefined;
}
