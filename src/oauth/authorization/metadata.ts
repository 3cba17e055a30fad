import { SCOPES } from "../scopes.ts";
import { GRANT_TYPES } from "./client-metadata.ts";
import { PATHS } from "./paths.ts";
import type { Resources } from "./resources.ts";

/** What clients learn of the authorization server (RFC 8414). */
export function serverMetadata({ accessUrl }: Resources, clientDocuments: boolean): object {
  return {
    issuer: accessUrl,
    authorization_endpoint: accessUrl + PATHS.authorize,
    token_endpoint: accessUrl + PATHS.tokens,
    registration_endpoint: accessUrl + PATHS.register,
    revocation_endpoint: accessUrl + PATHS.revoke,
    device_authorization_endpoint: accessUrl + PATHS.deviceAuthorization,
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment", "form_post"],
    grant_types_supported: GRANT_TYPES,
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
    revocation_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
    scopes_supported: SCOPES,
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: clientDocuments,
  };
}

/** What clients learn of one resource (RFC 9728); `scopes` are what a client that asks for little needs. */
export function resourceMetadata(accessUrl: string, resource: string, scopes: readonly string[]): object {
  return {
    resource,
    authorization_servers: [accessUrl],
    bearer_methods_supported: ["header"],
    scopes_supported: scopes,
  };
}
