-- What a token may do at most, beside its scopes: its own limits and those of the tokens that it was made with.
alter table api_keys add column limits jsonb not null default '[]';
-- What a client may do at most beside what oauth_grants has columns for.
alter table oauth_grants add column limits jsonb not null default '{}';

-- Commands that count towards a limit on running ones, from just before their start until they are found ended.
create table limited_executions (
  id uuid primary key,
  -- The id of the limit.
  counter text not null,
  agent_id uuid not null references workspace_agents (id) on delete cascade,
  -- Null while the agent is asked to start it.
  execution_id text,
  created_at timestamptz not null default now()
);
create index limited_executions_counter on limited_executions (counter);
create index limited_executions_agent on limited_executions (agent_id);
