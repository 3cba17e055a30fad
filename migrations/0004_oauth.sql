-- Secrets of the deployment, from which the key of each purpose is derived; the newest signs, older ones still verify.
create table crypto_keys (
  id uuid primary key,
  secret bytea not null,
  created_at timestamptz not null default now()
);

-- Clients that registered themselves (RFC 7591). A client with a metadata document has no row.
create table oauth_clients (
  id text primary key,
  -- SHA-256 of the client's secret; null for a public client.
  hashed_secret bytea,
  metadata jsonb not null,
  created_at timestamptz not null default now()
);

-- What a user allowed a client.
create table oauth_grants (
  id text primary key,
  user_id uuid not null references users (id) on delete cascade,
  -- Not a reference: clients with a metadata document have no row.
  client_id text not null,
  client_name text not null,
  -- The resource that its tokens are for (RFC 8707).
  audience text not null,
  scopes text[] not null,
  toolsets text[] not null,
  read_only boolean not null,
  -- Coder's search syntax; empty allows every workspace.
  workspaces text not null,
  -- Null lets it last until it is revoked.
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now()
);
create index oauth_grants_user on oauth_grants (user_id, client_id);
create index oauth_grants_client on oauth_grants (client_id);

-- Codes, tokens, sessions and interactions, found by the SHA-256 of what their holder has.
create table oauth_artifacts (
  kind text not null,
  hashed_id bytea not null,
  -- Revoking a grant ends all that was made from it.
  grant_id text references oauth_grants (id) on delete cascade,
  client_id text,
  -- The user code of a device code, or the uid of a session.
  lookup text,
  payload jsonb not null,
  consumed_at timestamptz,
  -- When a device last asked for its tokens.
  polled_at timestamptz,
  expires_at timestamptz,
  primary key (kind, hashed_id)
);
create unique index oauth_artifacts_lookup on oauth_artifacts (kind, lookup) where lookup is not null;
create index oauth_artifacts_grant on oauth_artifacts (grant_id) where grant_id is not null;
create index oauth_artifacts_age on oauth_artifacts (expires_at);
