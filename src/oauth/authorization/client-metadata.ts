import { z } from "zod";
import { storedSecret } from "./client-secret.ts";

const CODE = "authorization_code";
export const GRANT_TYPES = [CODE, "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"] as const;

const MAX_NAME = 128;

/** What is registered of a client (RFC 7591); anything else, such as scopes and keys, is not used and not kept. */
const KEPT = [
  "client_id",
  "client_secret",
  "client_secret_expires_at",
  "client_name",
  "client_uri",
  "contacts",
  "grant_types",
  "logo_uri",
  "policy_uri",
  "redirect_uris",
  "response_types",
  "token_endpoint_auth_method",
  "tos_uri",
] as const;

/** Schemes that no application of a user can own, beside those that oidc-provider refuses. */
const REFUSED_SCHEMES = new Set([
  "ftp:",
  "ws:",
  "wss:",
  "mailto:",
  "tel:",
  "sms:",
  "view-source:",
  "filesystem:",
]);

const Sent = z.record(z.string(), z.unknown());
const Words = z.array(z.string());

/**
 * The metadata of a client as it is registered: the rules for native applications hold for every one, because they
 * allow https, loopback addresses with any port, and schemes of applications (RFC 8252). Undefined for what is not
 * an object.
 */
export function clientMetadata(sent: unknown): Readonly<Record<string, unknown>> | undefined {
  const fields = Sent.safeParse(sent).data;
  if (fields === undefined) return undefined;
  const kept: Record<string, unknown> = Object.fromEntries(
    KEPT.flatMap((name) => (isSet(fields[name]) ? [[name, fields[name]]] : [])),
  );
  const grants = Words.safeParse(kept["grant_types"]).data?.filter((grant) => isOffered(grant));
  if (grants !== undefined && grants.length > 0) kept["grant_types"] = grants;
  if (grants !== undefined && !grants.includes(CODE)) kept["response_types"] ??= [];
  if (typeof kept["client_name"] === "string") kept["client_name"] = kept["client_name"].slice(0, MAX_NAME);
  return { ...kept, application_type: "native" };
}

/** What is wrong with the redirect URIs of metadata, beyond what oidc-provider itself refuses. */
export function redirectFault(metadata: Readonly<Record<string, unknown>>): string | undefined {
  const uris = Words.safeParse(metadata["redirect_uris"]).data ?? [];
  const refused = uris.find((uri) => REFUSED_SCHEMES.has(URL.parse(uri)?.protocol ?? ""));
  if (refused !== undefined) return `redirect_uris must not use the scheme of ${refused}`;
  const withUser = uris.find((uri) => Boolean(URL.parse(uri)?.username));
  return withUser === undefined ? undefined : "redirect_uris must not have a user name";
}

/** The same for a change of a registration: a secret that it repeats is compared by its hash. */
export function changedMetadata(sent: unknown): Readonly<Record<string, unknown>> | undefined {
  const { client_secret_expires_at: _set, client_secret: secret, ...metadata } = clientMetadata(sent) ?? {};
  if (!("application_type" in metadata)) return undefined;
  return typeof secret === "string" ? { ...metadata, client_secret: storedSecret(secret) } : metadata;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

const isOffered = (grant: string): boolean => GRANT_TYPES.some((offered) => offered === grant);
