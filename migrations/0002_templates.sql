create table files (
  id uuid primary key,
  hash text not null,
  created_by uuid not null references users (id),
  mimetype text not null,
  data bytea not null,
  created_at timestamptz not null default now(),
  unique (hash, created_by)
);

create table provisioner_jobs (
  id uuid primary key,
  type text not null check (type in ('template_version_import', 'workspace_build', 'template_version_dry_run')),
  organization_id uuid not null references organizations (id),
  initiator_id uuid not null references users (id),
  provisioner text not null,
  file_id uuid not null references files (id),
  -- The template version or the workspace build that the job works for.
  input_id uuid not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz,
  canceled_at timestamptz,
  error text not null default '',
  error_code text not null default '',
  -- The replica that runs it, and how often it was begun: a replica may only finish the attempt it began.
  worker_id uuid,
  attempt integer not null default 0,
  heartbeat_at timestamptz,
  logs_length integer not null default 0,
  logs_overflowed boolean not null default false,
  status text not null generated always as (
    case
      when completed_at is not null and error <> '' then 'failed'
      when completed_at is not null and canceled_at is not null then 'canceled'
      when completed_at is not null then 'succeeded'
      when canceled_at is not null then 'canceling'
      when started_at is not null then 'running'
      else 'pending'
    end
  ) stored
);
create index provisioner_jobs_unfinished on provisioner_jobs (created_at) where completed_at is null;
create index provisioner_jobs_input on provisioner_jobs (input_id);

create table provisioner_job_logs (
  id bigint generated always as identity primary key,
  job_id uuid not null references provisioner_jobs (id) on delete cascade,
  created_at timestamptz not null,
  source text not null,
  level text not null,
  stage text not null,
  output text not null
);
create index provisioner_job_logs_job on provisioner_job_logs (job_id, id);

create table templates (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  display_name text not null default '',
  description text not null default '',
  icon text not null default '',
  provisioner text not null,
  active_version_id uuid not null,
  default_ttl_ms bigint not null default 0,
  activity_bump_ms bigint not null default 3600000,
  allow_user_cancel_workspace_jobs boolean not null default true,
  allow_user_autostart boolean not null default true,
  allow_user_autostop boolean not null default true,
  require_active_version boolean not null default false,
  deprecation_message text not null default '',
  created_by uuid not null references users (id),
  deleted boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index templates_name on templates (organization_id, lower(name)) where not deleted;

create table template_versions (
  id uuid primary key,
  template_id uuid references templates (id),
  organization_id uuid not null references organizations (id),
  name text not null,
  message text not null default '',
  readme text not null default '',
  provisioner text not null,
  file_id uuid not null references files (id),
  job_id uuid not null references provisioner_jobs (id),
  created_by uuid not null references users (id),
  archived boolean not null default false,
  -- What the import found (wire/template-spec.ts); null until it succeeded.
  spec jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index template_versions_name on template_versions (template_id, lower(name)) where template_id is not null;
create index template_versions_template on template_versions (template_id, created_at);

create table template_version_presets (
  id uuid primary key,
  template_version_id uuid not null references template_versions (id) on delete cascade,
  name text not null,
  description text not null default '',
  icon text not null default '',
  is_default boolean not null default false,
  parameters jsonb not null default '{}',
  position integer not null
);
create index template_version_presets_version on template_version_presets (template_version_id, position);
