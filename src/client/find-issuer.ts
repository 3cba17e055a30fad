import { AuthorizationServer } from "../wire/oauth.ts";
import { AppError } from "../wire/errors.ts";
import { networkFailure } from "./network-failure.ts";
import { readBody } from "./read-body.ts";
import type { Transport } from "./transport.ts";

const PATH = "/.well-known/oauth-authorization-server";
const MAX_BYTES = 256 * 1024;

/**
 * The issuer of the authorization server of the deployment at `baseUrl` (RFC 8414). Throws AppError "not_found" when it
 * has none.
 */
export async function findIssuer(
  transport: Transport,
  baseUrl: string,
  signal: AbortSignal,
): Promise<string> {
  const url = `${baseUrl}${PATH}`;
  try {
    const answer = await transport({ method: "GET", url, headers: { Accept: "application/json" }, signal });
    const text = new TextDecoder().decode(await readBody(answer, MAX_BYTES));
    const issuer = answer.status === 200 ? issuerIn(text) : undefined;
    if (issuer !== undefined) return issuer;
  } catch (error) {
    throw error instanceof AppError ? error : networkFailure(url, error);
  }
  throw new AppError(
    "not_found",
    `${baseUrl} has no OAuth; use a token of it, which ${baseUrl}/cli-auth shows.`,
  );
}

function issuerIn(text: string): string | undefined {
  try {
    return AuthorizationServer.safeParse(JSON.parse(text)).data?.issuer;
  } catch {
    return undefined;
  }
}
