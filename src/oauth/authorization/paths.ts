/** Where Coder has the endpoints of its authorization server. */
export const PATHS = {
  authorize: "/oauth2/authorize",
  tokens: "/oauth2/tokens",
  register: "/oauth2/register",
  /** Below it, each registered client manages itself (RFC 7592). */
  clients: "/oauth2/clients",
  revoke: "/oauth2/revoke",
  deviceAuthorization: "/oauth2/device_authorization",
  device: "/oauth2/device",
  consent: "/oauth2/consent",
} as const;
