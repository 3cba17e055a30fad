import type { IncomingMessage } from "node:http";
import { parse } from "hono/utils/cookie";
import { authenticate } from "../oauth/authenticate.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Subject } from "../oauth/rbac.ts";
import { AppError } from "../wire/errors.ts";
import { SESSION_COOKIE } from "./session-cookie.ts";

/** The person whom a browser's cookie names; undefined when nobody is logged in. */
export async function sessionOf(
  identity: IdentityContext,
  { headers }: IncomingMessage,
): Promise<Subject | undefined> {
  const token = parse(headers.cookie ?? "", SESSION_COOKIE)[SESSION_COOKIE];
  if (!token) return undefined;
  try {
    return await authenticate(identity, token);
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return undefined;
    throw error;
  }
}
