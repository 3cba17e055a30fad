/** A deployment as the gateway serves it. */
export interface Target {
  /** The host name, or name:port, of its clients; undefined for the one of all other names. */
  readonly host: string | undefined;
  /** The deployment's access URL, without a slash at its end. */
  readonly url: string;
  /** Sent with every request to it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The URL under which clients reach the gateway for a target; a name without a port has that of the access URL. */
export function publicUrlOf({ host }: Pick<Target, "host">, accessUrl: string): string {
  if (host === undefined) return accessUrl;
  const { protocol, port } = new URL(accessUrl);
  return new URL(`${protocol}//${host}${host.includes(":") || port === "" ? "" : `:${port}`}`).origin;
}

/** What is served under the host that a request asks for: by name and port, by name, or else what has no name. */
export function servedAt<T extends Pick<Target, "host">>(
  served: readonly T[],
  requested: URL,
): T | undefined {
  const of = (host: string | undefined): T | undefined => served.find((one) => one.host === host);
  return of(requested.host) ?? of(requested.hostname) ?? of(undefined);
}
