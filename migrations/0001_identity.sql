create table site_settings (
  key text primary key,
  value text not null
);

create table organizations (
  id uuid primary key,
  name text not null,
  display_name text not null default '',
  description text not null default '',
  icon text not null default '',
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index organizations_name on organizations (lower(name));
create unique index organizations_default on organizations (is_default) where is_default;

create table users (
  id uuid primary key,
  username text not null,
  email text not null,
  name text not null default '',
  avatar_url text not null default '',
  status text not null check (status in ('active', 'dormant', 'suspended')),
  login_type text not null,
  -- scrypt, in PHC string form; empty when the user has no password.
  hashed_password text not null default '',
  -- Site roles; the implicit member role is never stored.
  roles text[] not null default '{}',
  deleted boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_seen_at timestamptz not null default '0001-01-01T00:00:00Z'
);
create unique index users_username on users (lower(username)) where not deleted;
create unique index users_email on users (lower(email)) where not deleted;

create table organization_members (
  organization_id uuid not null references organizations (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  roles text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, user_id)
);
create index organization_members_user on organization_members (user_id);

create table api_keys (
  -- The ten characters before the hyphen of a token.
  id text primary key,
  -- SHA-256 of the 22 characters behind it.
  hashed_secret bytea not null,
  user_id uuid not null references users (id) on delete cascade,
  login_type text not null,
  scopes text[] not null default '{coder:all}',
  allow_list text[] not null default '{*:*}',
  token_name text not null default '',
  lifetime_seconds bigint not null,
  last_used timestamptz not null default now(),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index api_keys_user on api_keys (user_id);
create unique index api_keys_token_name on api_keys (user_id, lower(token_name)) where token_name <> '';

-- Results of mutations by the caller's key, so that a repeated call answers with the first result.
create table idempotency_keys (
  user_id uuid not null references users (id) on delete cascade,
  key text not null,
  -- SHA-256 of method, path and body: the same key with another request is a conflict.
  digest text not null,
  resource_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
