import { nodeTransport } from "../../client/node-transport.ts";
import { networkFailure } from "../../client/network-failure.ts";
import { readBody } from "../../client/read-body.ts";
import type { Incoming } from "../../client/transport.ts";
import { withHeaders } from "../../client/with-headers.ts";
import { AppError } from "../../wire/errors.ts";
import { AuthorizationServer, OAuthRefusal, TokenAnswer } from "../../wire/oauth.ts";
import type { CommandContext } from "../cli-context.ts";
import { extraHeaders } from "../extra-headers.ts";

/** An answer of an OAuth endpoint; `value` is its JSON. */
export interface OAuthAnswer {
  readonly status: number;
  readonly value: unknown;
}

export interface OAuthCalls {
  readonly get: (url: string) => Promise<OAuthAnswer>;
  readonly postForm: (url: string, fields: Readonly<Record<string, string>>) => Promise<OAuthAnswer>;
  readonly postJson: (url: string, body: object) => Promise<OAuthAnswer>;
}

const MAX_BYTES = 256 * 1024;

/** Calls to the authorization server of the deployment at `url`, with the headers that the user wants in each. */
export async function oauthCalls(context: CommandContext, url: string): Promise<OAuthCalls> {
  const transport = withHeaders(nodeTransport(), await extraHeaders(context, url));
  const send = async (method: string, to: string, type?: string, body?: string): Promise<OAuthAnswer> => {
    const headers = { Accept: "application/json", ...(type !== undefined && { "Content-Type": type }) };
    try {
      const answer = await transport({ method, url: to, headers, body, signal: context.signal });
      return { status: answer.status, value: await jsonOf(answer) };
    } catch (error) {
      throw error instanceof AppError ? error : networkFailure(to, error);
    }
  };
  return {
    get: async (to) => await send("GET", to),
    postForm: async (to, fields) =>
      await send("POST", to, "application/x-www-form-urlencoded", new URLSearchParams(fields).toString()),
    postJson: async (to, body) => await send("POST", to, "application/json", JSON.stringify(body)),
  };
}

async function jsonOf(answer: Incoming): Promise<unknown> {
  const text = new TextDecoder().decode(await readBody(answer, MAX_BYTES));
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The authorization server of a deployment; AppError unsupported where it has none. */
export async function findAuthorizationServer(calls: OAuthCalls, url: string): Promise<AuthorizationServer> {
  const { status, value } = await calls.get(`${url}/.well-known/oauth-authorization-server`);
  const { data } = AuthorizationServer.safeParse(value);
  if (status === 200 && data !== undefined) return data;
  throw noDeviceFlow(url);
}

export const noDeviceFlow = (url: string): AppError =>
  new AppError("unsupported", `${url} has no device flow`, {
    detail: `Log in with the token that ${url}/cli-auth shows: coder login ${url}`,
  });

/** The tokens of an answer, or the code of the refusal; AppError unsupported for anything else. */
export function tokensOf({ status, value }: OAuthAnswer): TokenAnswer | { readonly refused: string } {
  const tokens = TokenAnswer.safeParse(value);
  if (status === 200 && tokens.success) return tokens.data;
  return { refused: refusalOf({ status, value }).error };
}

/** Why an OAuth endpoint refused; AppError unsupported for an answer that OAuth does not have. */
export function refusalOf({ status, value }: OAuthAnswer) {
  const { data } = OAuthRefusal.safeParse(value);
  if (data !== undefined) return data;
  throw new AppError("unsupported", `the authorization server answered ${status}, not as OAuth has it`);
}
