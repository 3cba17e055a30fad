-- Sessions of MCP clients of the revisions before 2026-07-28. Every replica serves each of them from these rows.
create table mcp_sessions (
  -- SHA-256 of the session's id.
  id bytea primary key,
  user_id uuid not null references users (id) on delete cascade,
  -- Of the OAuth client; empty for one with a personal token.
  client_id text not null default '',
  protocol_version text not null,
  -- What the client told when it initialized. json, because jsonb refuses the character U+0000.
  capabilities json not null,
  client_info json not null,
  log_level text,
  -- URIs of the resources whose changes the client wants to be told of.
  subscriptions text[] not null default '{}',
  -- The one stream that tells it, of those that the client has open.
  stream_id uuid,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index mcp_sessions_user on mcp_sessions (user_id, last_used_at);
create index mcp_sessions_end on mcp_sessions (expires_at);

-- What a client sent to one replica for a call that runs on another: answers to questions, and cancellations.
create table mcp_session_messages (
  id bigint generated always as identity primary key,
  session_id bytea not null references mcp_sessions (id) on delete cascade,
  message json not null,
  created_at timestamptz not null default now()
);
create index mcp_session_messages_session on mcp_session_messages (session_id);
create index mcp_session_messages_age on mcp_session_messages (created_at);
