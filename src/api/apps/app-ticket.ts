import { z } from "zod";
import { indexOfSigner, sign, type PurposeKeys } from "../../oauth/deployment-keys.ts";

const AppTicket = z.object({
  /** "path" stands in the path of an address, "url" is exchanged for a "cookie" of the app's host. */
  use: z.enum(["path", "url", "cookie"]),
  agent: z.guid(),
  /** A slug, or a port as text. */
  app: z.string(),
  /** Epoch seconds. */
  expires: z.int(),
  /** Of a "url": when the cookie ends that it is exchanged for. */
  until: z.int(),
  /** The token that it was made with, and whose that is. */
  credential: z.string(),
  user: z.guid(),
  key: z.string(),
});
/** What lets a browser reach one app; all of it is signed. */
export type AppTicket = z.infer<typeof AppTicket>;

/** The ticket as text for an address or a cookie. Whoever has it may read it, and nobody can make or change one. */
export function sealAppTicket(keys: PurposeKeys, ticket: AppTicket): string {
  const payload = Buffer.from(JSON.stringify(ticket)).toString("base64url");
  return `${payload}.${sign(keys, payload)}`;
}

/** The ticket that was sealed for that use, while it lasts; undefined for every other text. */
export function openAppTicket(
  keys: PurposeKeys,
  text: string | undefined,
  use: AppTicket["use"],
): AppTicket | undefined {
  const [payload = "", signature = "", ...rest] = (text ?? "").split(".");
  if (rest.length > 0 || indexOfSigner(keys, payload, signature) < 0) return undefined;
  const ticket = AppTicket.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  return ticket.use === use && ticket.expires * 1000 > Date.now() ? ticket : undefined;
}
