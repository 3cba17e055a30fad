import { AppError } from "../../wire/errors.ts";
import { TUNNEL_PATH } from "../../wire/tunnel-settings.ts";

/** Where to dial: a host, or a unix socket that the provisioner put into the workspace. */
export interface Endpoint {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  readonly socketPath: string | undefined;
  readonly path: string;
}

const ACCEPTED = "it must begin with http://, https:// or unix://, as in https://coder.example.com";

/** Reads `http://`, `https://` and `unix:///path/to.sock`; throws AppError "invalid" on anything else. */
export function endpointOf(text: string): Endpoint {
  const url = URL.parse(text);
  if (url === null) {
    throw new AppError("invalid", `CODER_AGENT_URL: ${JSON.stringify(text)} is not a URL: ${ACCEPTED}`);
  }
  if (url.protocol === "unix:") {
    return { secure: false, host: "localhost", port: 80, socketPath: url.pathname, path: TUNNEL_PATH };
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new AppError("invalid", `CODER_AGENT_URL: ${JSON.stringify(text)}: ${ACCEPTED}`);
  }
  const secure = url.protocol === "https:";
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || (secure ? 443 : 80)),
    socketPath: undefined,
    path: `${url.pathname.replace(/\/$/, "")}${TUNNEL_PATH}`,
  };
}

/** The endpoint's authority as headers and URLs write it. */
export function authorityOf({ host, port, secure }: Endpoint): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === (secure ? 443 : 80) ? name : `${name}:${port}`;
}
