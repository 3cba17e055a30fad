import { AppError } from "../wire/errors.ts";

const LOST_CONNECTION = new Set(["ECONNRESET", "EPIPE"]);

const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; check the URL and that the deployment runs",
  ENOTFOUND: "the host name is unknown; check the URL",
  EAI_AGAIN: "the host name could not be looked up; check the network",
  ETIMEDOUT: "the connection timed out; check the network, VPN and proxy",
  ECONNRESET: "the connection was lost; try again",
  EPIPE: "the connection was lost; try again",
};

/** The AppError for a request that got no answer: says which URL could not be reached and what to do. */
export function networkFailure(url: string, error: unknown): AppError {
  const code = systemCode(error);
  const advice = code === undefined ? "check the URL and the network" : adviceFor(code);
  const suffix = code === undefined ? "" : ` (${code})`;
  return new AppError("unavailable", `${new URL(url).origin} could not be reached${suffix}: ${advice}`, {
    cause: error,
  });
}

/** True when the peer dropped an established connection, as servers do with idle ones. */
export function lostConnection(error: unknown): boolean {
  const code = systemCode(error);
  return code !== undefined && LOST_CONNECTION.has(code);
}

function adviceFor(code: string): string {
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|TLS/.test(code))
    return "its TLS certificate is not trusted; put its CA in NODE_EXTRA_CA_CERTS";
  return ADVICE[code] ?? "check the URL and the network";
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error.cause instanceof AggregateError) return systemCode(error.cause.errors[0]);
  return systemCode(error.cause);
}
