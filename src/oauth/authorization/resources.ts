/** What tokens can be for. */
export interface Resources {
  /** The deployment, without a slash at its end: the REST API, and the authorization server's issuer. */
  readonly accessUrl: string;
  /** The MCP endpoint. */
  readonly mcpUrl: string;
}

/** The resource that an indicator (RFC 8707) means; a slash at its end and a query make no difference. */
export function resourceOf({ accessUrl, mcpUrl }: Resources, indicator: string): string | undefined {
  const url = URL.parse(indicator);
  if (url === null || url.hash !== "" || url.username !== "" || url.password !== "") return undefined;
  const plain = `${url.origin}${url.pathname}`.replace(/\/$/, "");
  return [mcpUrl, accessUrl].find((resource) => URL.parse(resource)?.href.replace(/\/$/, "") === plain);
}
