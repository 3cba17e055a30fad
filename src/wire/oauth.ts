import { z } from "zod";

/** What a client needs of an authorization server's metadata (RFC 8414) for the device flow. */
export const AuthorizationServer = z.object({
  issuer: z.url(),
  token_endpoint: z.url(),
  registration_endpoint: z.url().optional(),
  device_authorization_endpoint: z.url().optional(),
  revocation_endpoint: z.url().optional(),
});
export type AuthorizationServer = z.infer<typeof AuthorizationServer>;

/** Answer to a registration (RFC 7591 section 3.2.1). */
export const ClientRegistered = z.object({ client_id: z.string().min(1) });

/** Answer to a device authorization request (RFC 8628 section 3.2); times in seconds. */
export const DeviceAuthorization = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: z.url(),
  verification_uri_complete: z.url().optional(),
  expires_in: z.number().positive(),
  interval: z.number().positive().default(5),
});
export type DeviceAuthorization = z.infer<typeof DeviceAuthorization>;

/** A successful answer of the token endpoint (RFC 6749 section 5.1); seconds. */
export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive(),
});
export type TokenAnswer = z.infer<typeof TokenAnswer>;

/** A refusal of an OAuth endpoint (RFC 6749 section 5.2). */
export const OAuthRefusal = z.object({ error: z.string(), error_description: z.string().optional() });
