import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Provider, errors } from "oidc-provider";
import { insertOauthGrant } from "../../db/oauth-grants.ts";
import { AppError, invalidField } from "../../wire/errors.ts";
import type { ConsentClient } from "../../wire/pages.ts";
import type { GrantChoice, Interaction, Interactions } from "../interactions.ts";
import type { AdapterContext } from "./adapter-context.ts";
import { PATHS } from "./paths.ts";

type Pending = Awaited<ReturnType<Provider["interactionDetails"]>>;
type Exchange = readonly [request: IncomingMessage, response: ServerResponse];

/** The questions of oidc-provider, bound by a signed cookie to the browser that they were asked in. */
export function createInteractions(provider: Provider, context: AdapterContext): Interactions {
  return {
    read: async (...exchange) => {
      const pending = await find(provider, exchange);
      return pending && (await describe(provider, pending));
    },
    allow: async (request, response, answer) => {
      const pending = await findOrRefuse(provider, [request, response]);
      if (pending.result?.consent !== undefined) return pending.returnTo;
      const grantId = await makeGrant(provider, context, pending, answer);
      await endForeignSession(provider, [request, response], answer.userId);
      pending.result = { login: { accountId: answer.userId, remember: false }, consent: { grantId } };
      return await settle(pending);
    },
    deny: async (...exchange) => {
      const pending = await findOrRefuse(provider, exchange);
      pending.result = { error: "access_denied", error_description: "The user did not allow it." };
      return await settle(pending);
    },
  };
}

/** The uid in the address must be the cookie's: with two windows open, nobody answers the question of the other. */
async function find(provider: Provider, [request, response]: Exchange): Promise<Pending | undefined> {
  try {
    const pending = await provider.interactionDetails(request, response);
    const { pathname } = new URL(request.url ?? "/", provider.issuer);
    const [, uid] = pathname.split(`${PATHS.consent}/`);
    return uid === undefined || uid === pending.uid ? pending : undefined;
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

async function findOrRefuse(provider: Provider, exchange: Exchange): Promise<Pending> {
  const pending = await find(provider, exchange);
  if (pending !== undefined) return pending;
  throw new AppError("gone", "The authorization has expired.", {
    detail: "Go back to the application and connect again.",
  });
}

/** The session it began with no longer matters: whoever answered is the user. */
async function settle(pending: Pending): Promise<string> {
  pending.session = undefined;
  await pending.persist();
  return pending.returnTo;
}

async function describe(provider: Provider, pending: Pending): Promise<Interaction> {
  const client = await provider.Client.find(textOf(pending, "client_id") ?? "");
  if (client === undefined) throw new AppError("gone", "The client has been removed.");
  const code =
    pending.deviceCode === undefined ? undefined : await provider.DeviceCode.find(pending.deviceCode);
  return {
    uid: pending.uid,
    client: {
      id: client.clientId,
      name: client.clientName ?? client.clientId,
      uri: client.clientUri,
      verifiedHost: client.clientId.startsWith("https:") ? new URL(client.clientId).host : undefined,
      ...destination(textOf(pending, "redirect_uri")),
    },
    scopes: textOf(pending, "scope")?.split(" ") ?? [],
    audience: textOf(pending, "resource") ?? "",
    userCode: code?.userCode?.replace(/^(.{4})/, "$1-"),
  };
}

function destination(
  redirectUri: string | undefined,
): Pick<ConsentClient, "redirectHost" | "redirectIsLoopback"> {
  if (redirectUri === undefined) return { redirectHost: "", redirectIsLoopback: false };
  const { protocol, host, hostname } = new URL(redirectUri);
  const isWeb = protocol === "https:" || protocol === "http:";
  return { redirectHost: isWeb ? host : protocol, redirectIsLoopback: isWeb && LOOPBACK.has(hostname) };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const textOf = ({ params }: Pending, name: string): string | undefined => {
  const value = params[name];
  return typeof value === "string" ? value : undefined;
};

async function makeGrant(
  provider: Provider,
  { db }: AdapterContext,
  pending: Pending,
  answer: GrantChoice & { readonly userId: string },
): Promise<string> {
  const { client, audience, scopes: asked } = await describe(provider, pending);
  if (answer.scopes.length === 0 || !answer.scopes.every((scope) => asked.includes(scope))) {
    throw invalidField("scopes", `must be some of ${asked.join(", ")}`);
  }
  const id = randomUUID();
  await insertOauthGrant(db, {
    id,
    user_id: answer.userId,
    client_id: client.id,
    client_name: client.name,
    audience,
    scopes: [...answer.scopes],
    toolsets: [...answer.toolsets],
    read_only: answer.readOnly,
    workspaces: answer.workspaces,
    limits: JSON.stringify(answer.limits),
    expires_at: answer.expiresAt ?? null,
  });
  return id;
}

/** oidc-provider's own session may be of whoever used the browser before. */
async function endForeignSession(
  provider: Provider,
  [request, response]: Exchange,
  userId: string,
): Promise<void> {
  const session = await provider.Session.get(provider.createContext(request, response));
  if (session.accountId !== undefined && session.accountId !== userId) await session.destroy();
}
