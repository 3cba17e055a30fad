import type { Send, Sendable } from "../../client/with-headers.ts";
import { type Credentials, keyIdOf } from "../../config/credentials.ts";
import { listLogins, renewLogin } from "../../config/logins.ts";
import { AppError } from "../../wire/errors.ts";
import type { CommandContext } from "../cli-context.ts";
import { oauthCalls, tokensOf } from "./oauth-calls.ts";

/** A token is renewed when it has less than this left. */
const MARGIN_MS = 60_000;

/** Makes a way of sending one whose requests carry a valid token. */
export type WithToken = <R extends Sendable, A>(send: Send<R, A>) => Send<R, A>;

/** What is sent carries a token that is valid: one of the device flow is renewed before it ends. */
export function withFreshToken(context: CommandContext, login: Credentials): WithToken {
  if (login.renewal === undefined) return (send) => send;
  let held = login;
  let renewing: Promise<Credentials> | undefined;
  const fresh = async (): Promise<string> => {
    if (isOver(held)) {
      renewing ??= freshLogin(context, held).finally(() => (renewing = undefined));
      held = await renewing;
    }
    return held.token;
  };
  return (send) => async (request) =>
    await send({ ...request, headers: { ...request.headers, "Coder-Session-Token": await fresh() } });
}

/** The login with a token that is valid; AppError unauthenticated when the login has ended. */
export async function freshLogin(context: CommandContext, login: Credentials): Promise<Credentials> {
  if (!isOver(login)) return login;
  const { configDir } = context;
  const stored = (await listLogins(configDir)).find(({ url }) => url === login.url);
  // Another process may have renewed it: a refresh token that was used before would end the login.
  if (stored !== undefined && !isOver(stored)) return stored;
  const { url, renewal } = stored ?? login;
  if (renewal === undefined) return login;
  const calls = await oauthCalls(context, url);
  const { refresh_token, client_id, token_endpoint } = renewal;
  const fields = { grant_type: "refresh_token", refresh_token, client_id };
  const tokens = tokensOf(await calls.postForm(token_endpoint, fields));
  if ("refused" in tokens) throw ended(url, tokens.refused);
  const { access_token: token, expires_in: seconds } = tokens;
  const fresh = {
    url,
    token,
    renewal: {
      ...renewal,
      key_id: keyIdOf(token),
      refresh_token: tokens.refresh_token ?? refresh_token,
      expires_at: new Date(Date.now() + seconds * 1000).toISOString(),
    },
  };
  await renewLogin(configDir, fresh);
  return fresh;
}

function isOver({ renewal }: Credentials): boolean {
  return renewal !== undefined && Date.parse(renewal.expires_at) - Date.now() < MARGIN_MS;
}

const ended = (url: string, refused: string): AppError =>
  new AppError("unauthenticated", `the login to ${url} has ended (${refused})`, {
    detail: `Log in again: coder login --device ${url}`,
  });

/** Ends the grant of a login of the device flow; true for such a login. */
export async function revokeLogin(context: CommandContext, { url, renewal }: Credentials): Promise<boolean> {
  if (renewal?.revocation_endpoint === undefined) return false;
  const calls = await oauthCalls(context, url);
  const { refresh_token: token, client_id } = renewal;
  const { status } = await calls.postForm(renewal.revocation_endpoint, { token, client_id });
  if (status !== 200) throw new AppError("unavailable", `the authorization server answered ${status}`);
  return true;
}
