interface Requirement {
  /** The document and its section that asks for it. */
  readonly source: string;
  /** What the deployment does, in our words. */
  readonly says: string;
}

/** What an attacker must not be able to do. Each line has a test that fails when it can; see coverage.test.ts. */
export const REQUIREMENTS = {
  "token-missing": {
    source: "RFC 9728 5.1, MCP authorization",
    says: "a request without a token is answered 401 with a challenge that names the metadata of the endpoint",
  },
  "token-garbage": { source: "RFC 6750 3.1", says: "a text that is no token is answered 401 invalid_token" },
  "token-truncated": { source: "RFC 6750 3.1", says: "a token with any character missing or changed is 401" },
  "token-expired": { source: "RFC 6750 3.1", says: "an expired token is 401" },
  "token-revoked": {
    source: "RFC 7009 2",
    says: "a revoked token is 401 at once, and so is what it was refreshed from",
  },
  "token-deleted-user": { source: "design 6", says: "tokens of a suspended or deleted user are 401" },
  "token-in-query": {
    source: "RFC 9700 4.3.2, MCP authorization",
    says: "the MCP endpoint takes no token from the address",
  },
  "token-in-cookie": { source: "MCP security", says: "the MCP endpoint takes no token from a cookie" },
  "token-two": { source: "RFC 6750 2", says: "a request with two Authorization headers is refused" },
  "token-not-echoed": { source: "RFC 9700 4.2", says: "no answer has the token that was refused in it" },
  "audience-rest": {
    source: "RFC 8707 2, MCP authorization",
    says: "a token for the MCP endpoint does not open the API",
  },
  "audience-mcp": {
    source: "RFC 8707 2, MCP authorization",
    says: "a token for the API does not open the MCP endpoint",
  },
  "audience-unknown": {
    source: "RFC 8707 2",
    says: "a token for any other resource is not made: invalid_target",
  },
  "audience-redeem": {
    source: "RFC 8707 2.2",
    says: "a code is not redeemed for another resource than it was made for",
  },
  "metadata-resource": {
    source: "RFC 9728 3.3",
    says: "the metadata that the challenge names is of exactly the MCP endpoint",
  },
  "metadata-issuer": {
    source: "RFC 8414 3.3",
    says: "the metadata of the authorization server names itself as issuer",
  },
  "step-up": {
    source: "RFC 6750 3.1, MCP authorization",
    says: "a call beyond the token's scopes is 403 insufficient_scope that names the scopes and the metadata",
  },
  "step-up-batch": {
    source: "MCP authorization",
    says: "a batch with one call beyond the scopes is refused as a whole",
  },
  "grant-tools": { source: "design 6", says: "tools outside of the grant are neither listed nor called" },
  "session-stolen": {
    source: "MCP security, sessions",
    says: "a session id with another user's token is 404",
  },
  "session-alone": { source: "MCP security, sessions", says: "a session id without a token is 401" },
  "session-forged": { source: "MCP security, sessions", says: "a session id that nobody was given is 404" },
  "session-ended": { source: "MCP transports", says: "a session that its client has ended is 404" },
  "session-deleted-user": {
    source: "MCP security, sessions",
    says: "the session of a deleted user is of no use",
  },
  "state-forged": {
    source: "MCP MRTR (SEP-2322)",
    says: "a requestState that was not sealed here is -32602",
  },
  "state-other-call": {
    source: "MCP MRTR (SEP-2322)",
    says: "a requestState of another call's arguments is -32602",
  },
  "state-other-user": { source: "MCP MRTR (SEP-2322)", says: "a requestState of another user is -32602" },
  "code-replayed": {
    source: "RFC 6749 4.1.2, RFC 9700 4.13",
    says: "a code that is redeemed twice is refused, and the tokens of the first time die",
  },
  "code-other-client": { source: "RFC 6749 4.1.3", says: "a code is of no use to another client" },
  "code-other-redirect": {
    source: "RFC 6749 4.1.3",
    says: "a code is not redeemed with another redirect URI",
  },
  "pkce-missing": { source: "OAuth 2.1 4.1.1", says: "an authorization without a challenge is refused" },
  "pkce-plain": { source: "OAuth 2.1 7.5.2", says: "the method plain, also by default, is refused" },
  "pkce-wrong-verifier": { source: "RFC 7636 4.6", says: "a code with another verifier is refused" },
  "pkce-downgrade": {
    source: "RFC 9700 4.8.2",
    says: "a code with a challenge is refused without a verifier",
  },
  "redirect-exact": {
    source: "RFC 9700 4.1.3",
    says: "a redirect URI that differs from the registered one in any way is never redirected to",
  },
  "redirect-loopback": {
    source: "RFC 8252 7.3",
    says: "only the port of a loopback redirect URI may differ",
  },
  "redirect-error": {
    source: "RFC 6749 4.1.2.1",
    says: "no error is redirected to a URI that is not the client's",
  },
  "login-redirect": { source: "RFC 9700 4.11", says: "after the login the browser stays on this deployment" },
  "mix-up-success": { source: "RFC 9207 2", says: "the answer with a code names its issuer" },
  "mix-up-error": { source: "RFC 9207 2", says: "the answer with an error names its issuer" },
  "csrf-consent": {
    source: "RFC 9700 4.7",
    says: "a consent that another site sends, or without its token, counts for nothing",
  },
  "csrf-login": { source: "RFC 9700 4.7", says: "a login that another site sends logs nobody in" },
  clickjacking: { source: "RFC 9700 4.16", says: "no page of login or consent can be framed" },
  "deputy-browser": {
    source: "MCP security, confused deputy",
    says: "a consent counts only in the browser that asked",
  },
  "deputy-switch": {
    source: "MCP security, confused deputy",
    says: "a code is for the user who consented, also when another was logged in before",
  },
  "deputy-silent": {
    source: "MCP security, confused deputy",
    says: "no authorization is granted without a person's click",
  },
  "refresh-rotated": { source: "RFC 9700 4.14.2", says: "a refresh gives a new refresh token" },
  "refresh-race": { source: "RFC 9700 4.14.2", says: "eight refreshes at once log nobody out" },
  "refresh-scope": { source: "RFC 6749 6", says: "a refresh never gives more scopes than were granted" },
  "refresh-other-client": { source: "RFC 6749 6", says: "a refresh token is of no use to another client" },
  "refresh-revoked": {
    source: "RFC 7009 2.1",
    says: "a revoked refresh token gives nothing, and its access tokens die",
  },
  "register-uris": {
    source: "RFC 7591 5, RFC 8252 8.4",
    says: "no redirect URI that a browser would run or read is registered",
  },
  "register-size": { source: "RFC 7591 5", says: "metadata beyond reason is refused" },
  "register-flood": { source: "RFC 7591 5", says: "registrations of one address are limited" },
  "cimd-ssrf": {
    source: "Client ID Metadata Document 6.5, MCP security",
    says: "a client id that leads into the deployment's own network is refused without a request",
  },
  "rebinding-host": {
    source: "MCP transports, security",
    says: "a foreign Host is refused on a loopback address",
  },
  "rebinding-origin": { source: "MCP transports, security", says: "a foreign Origin, null too, is 403" },
  "smuggling-length": {
    source: "RFC 9112 6.3",
    says: "a body whose length can be read in two ways is refused",
  },
  "smuggling-lines": { source: "RFC 9112 5", says: "folded and malformed header lines are refused" },
  "smuggling-host": {
    source: "RFC 9112 3.2",
    says: "two Host headers, none, or a target of another host are refused",
  },
  "smuggling-next": {
    source: "RFC 9112 11.2",
    says: "nothing after a refused request is read as another one",
  },
  "limit-body": { source: "MCP security", says: "a body beyond its limit is 413 while it is being sent" },
  "limit-headers": { source: "RFC 6585 5", says: "headers beyond 16 KiB are refused" },
  "limit-nesting": { source: "MCP security", says: "JSON of absurd depth is answered and harms nobody" },
  "slow-headers": {
    source: "MCP security",
    says: "who sends headers slowly is cut off, and nobody else waits",
  },
  "slow-body": { source: "MCP security", says: "who sends a body slowly is cut off, and nobody else waits" },
} as const satisfies Readonly<Record<string, Requirement>>;

export type RequirementId = keyof typeof REQUIREMENTS;
