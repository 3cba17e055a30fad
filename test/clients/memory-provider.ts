/** What an application that embeds an SDK writes: it keeps what the SDK gives it, and opens a browser. */
export interface MemoryProvider {
  readonly redirectUrl: string;
  readonly clientMetadata: {
    readonly client_name: string;
    readonly redirect_uris: string[];
    readonly grant_types: string[];
    readonly response_types: string[];
    readonly token_endpoint_auth_method: string;
  };
  readonly state: () => string;
  // Each SDK has types of its own for what it wants kept.
  // oxlint-disable typescript/no-explicit-any
  readonly clientInformation: () => any;
  readonly saveClientInformation: (information: any) => void;
  readonly tokens: () => any;
  readonly saveTokens: (tokens: any) => void;
  readonly discoveryState: () => any;
  readonly saveDiscoveryState: (state: any) => void;
  // oxlint-enable typescript/no-explicit-any
  readonly redirectToAuthorization: (address: URL) => void;
  readonly saveCodeVerifier: (verifier: string) => void;
  readonly codeVerifier: () => string;
  /** The addresses that the browser was to open so far. */
  readonly opened: readonly URL[];
}

export function memoryProvider(redirectUrl: string, name: string): MemoryProvider {
  const kept: { information?: unknown; tokens?: unknown; discovery?: unknown; verifier: string } = {
    verifier: "",
  };
  const opened: URL[] = [];
  return {
    redirectUrl,
    clientMetadata: {
      client_name: name,
      redirect_uris: [redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    },
    state: () => "state-of-a-client",
    clientInformation: () => kept.information,
    saveClientInformation: (information) => void (kept.information = information),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    discoveryState: () => kept.discovery,
    saveDiscoveryState: (state) => void (kept.discovery = state),
    redirectToAuthorization: (address) => void opened.push(address),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier,
    opened,
  };
}
