-- What agents report of the work in their apps (coder-api 2.9), the latest last.
create table workspace_app_statuses (
  id uuid primary key,
  -- Their order, also of those of one moment.
  number bigint generated always as identity,
  created_at timestamptz not null default now(),
  workspace_id uuid not null references workspaces (id) on delete cascade,
  agent_id uuid not null references workspace_agents (id) on delete cascade,
  -- One of the agent's apps.
  app_id uuid not null,
  state text not null,
  message text not null,
  uri text not null default ''
);
create index workspace_app_statuses_workspace on workspace_app_statuses (workspace_id, number desc);
create index workspace_app_statuses_agent on workspace_app_statuses (agent_id, number desc);
