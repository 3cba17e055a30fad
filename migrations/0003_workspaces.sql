create table workspaces (
  id uuid primary key,
  owner_id uuid not null references users (id),
  organization_id uuid not null references organizations (id),
  template_id uuid not null references templates (id),
  name text not null,
  -- The build with the highest number; set in the transaction that inserts it.
  latest_build_id uuid,
  ttl_ms bigint,
  autostart_schedule text,
  automatic_updates text not null default 'never',
  dormant_at timestamptz,
  deleting_at timestamptz,
  last_used_at timestamptz not null default '0001-01-01T00:00:00Z',
  deleted boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index workspaces_name on workspaces (owner_id, lower(name)) where not deleted;
create index workspaces_template on workspaces (template_id) where not deleted;
create index workspaces_organization on workspaces (organization_id) where not deleted;

create table workspace_builds (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  template_version_id uuid not null references template_versions (id),
  preset_id uuid references template_version_presets (id),
  job_id uuid not null references provisioner_jobs (id),
  build_number integer not null,
  transition text not null check (transition in ('start', 'stop', 'delete')),
  initiator_id uuid not null references users (id),
  reason text not null,
  -- True until its job is complete.
  active boolean not null default true,
  deadline timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, build_number)
);
-- The database decides which of two racing builds is the one.
create unique index workspace_builds_active on workspace_builds (workspace_id) where active;
create index workspace_builds_job on workspace_builds (job_id);

create table workspace_build_parameters (
  build_id uuid not null references workspace_builds (id) on delete cascade,
  name text not null,
  value text not null,
  primary key (build_id, name)
);

create table workspace_resources (
  id uuid primary key,
  job_id uuid not null references provisioner_jobs (id) on delete cascade,
  transition text not null,
  type text not null,
  name text not null,
  icon text not null default '',
  metadata jsonb not null default '[]',
  created_at timestamptz not null default now()
);
create index workspace_resources_job on workspace_resources (job_id);

create table workspace_agents (
  id uuid primary key,
  resource_id uuid not null references workspace_resources (id) on delete cascade,
  build_id uuid not null references workspace_builds (id) on delete cascade,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  -- SHA-256 of the token with which it dials home.
  hashed_token bytea not null unique,
  -- Its part of the template (wire/template-spec.ts), as it was when the build ran.
  spec jsonb not null,
  -- Apps of the spec with an id each.
  apps jsonb not null default '[]',
  version text not null default '',
  operating_system text not null default '',
  architecture text not null default '',
  expanded_directory text not null default '',
  lifecycle_state text not null default 'created',
  first_connected_at timestamptz,
  last_connected_at timestamptz,
  disconnected_at timestamptz,
  started_at timestamptz,
  ready_at timestamptz,
  -- The replica that holds its tunnel.
  replica_id uuid,
  -- The last report that is stored, so that a new tunnel asks only for later ones.
  last_report_id bigint not null default 0,
  logs_length integer not null default 0,
  logs_overflowed boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index workspace_agents_resource on workspace_agents (resource_id);
create index workspace_agents_build on workspace_agents (build_id);

create table workspace_agent_logs (
  id bigint generated always as identity primary key,
  agent_id uuid not null references workspace_agents (id) on delete cascade,
  created_at timestamptz not null,
  level text not null,
  source_id uuid not null,
  output text not null
);
create index workspace_agent_logs_agent on workspace_agent_logs (agent_id, id);
