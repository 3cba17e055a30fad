import type { AuthorizationServer } from "../oauth/authorization/authorization-server.ts";
import type { Resources } from "../oauth/authorization/resources.ts";
import type { ApiDeps } from "./api-deps.ts";

/** What the OAuth endpoints work with. */
export interface OauthDeps extends ApiDeps, Resources {
  readonly authorization: AuthorizationServer;
  /** Whether a client may be described by a document in the Internet. */
  readonly clientDocuments: boolean;
}
