import type { JSONColumnType } from "kysely";
import type { GrantLimits } from "../wire/grant-limits.ts";
import type { NullableTime, Stamp } from "./columns.ts";

/** Rows of the authorization server and of the deployment's keys. */
export interface OauthDatabase {
  readonly crypto_keys: CryptoKeyTable;
  readonly oauth_clients: OauthClientTable;
  readonly oauth_grants: OauthGrantTable;
  readonly oauth_artifacts: OauthArtifactTable;
}

export interface CryptoKeyTable {
  id: string;
  secret: Buffer;
  created_at: Stamp;
}

/** Metadata as oidc-provider has it; its keys are those of RFC 7591. */
type ClientMetadata = Readonly<Record<string, unknown>>;

export interface OauthClientTable {
  id: string;
  hashed_secret: Buffer | null;
  metadata: JSONColumnType<ClientMetadata>;
  created_at: Stamp;
}

export interface OauthGrantTable {
  id: string;
  user_id: string;
  client_id: string;
  client_name: string;
  audience: string;
  scopes: string[];
  toolsets: string[];
  read_only: boolean;
  workspaces: string;
  limits: JSONColumnType<GrantLimits, string | undefined>;
  expires_at: NullableTime;
  created_at: Stamp;
  last_used_at: Stamp;
}

export interface OauthArtifactTable {
  kind: string;
  hashed_id: Buffer;
  grant_id: string | null;
  client_id: string | null;
  lookup: string | null;
  payload: JSONColumnType<Readonly<Record<string, unknown>>>;
  consumed_at: NullableTime;
  polled_at: NullableTime;
  expires_at: NullableTime;
}
