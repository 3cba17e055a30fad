-- What was done and what was refused. Rows outlive what they are about, so they refer to nothing.
create table audit_logs (
  id uuid primary key,
  time timestamptz not null default now(),
  request_id uuid not null,
  user_id uuid not null,
  -- The API key or OAuth grant that was used.
  key_id text not null default '',
  ip text not null default '',
  user_agent text not null default '',
  action text not null,
  resource_type text not null,
  resource_id uuid not null default '00000000-0000-0000-0000-000000000000',
  resource_target text not null default '',
  organization_id uuid,
  status_code integer not null,
  diff jsonb not null default '{}',
  additional_fields jsonb not null default '{}'
);
create index audit_logs_newest on audit_logs (time desc, id desc);
create index audit_logs_user on audit_logs (user_id, time desc);
create index audit_logs_request on audit_logs (request_id);

create function audit_logs_are_kept() returns trigger language plpgsql as $$
begin
  raise exception 'audit_logs takes new rows only';
end
$$;
create trigger audit_logs_kept before update or delete or truncate on audit_logs
  for each statement execute function audit_logs_are_kept();
