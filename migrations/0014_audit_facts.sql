-- What an entry knows beside Coder's fields: with what, where, for how long and how much.
alter table audit_logs
  add column client_id text not null default '',
  add column workspace_id uuid,
  add column agent_id uuid,
  add column trace_id text not null default '',
  add column duration_ms integer,
  add column bytes bigint,
  -- In which order the rows were written. A row is final once no transaction as old as its own is open.
  add column seq bigint generated always as identity,
  add column xid xid8 not null default pg_current_xact_id();
create index audit_logs_order on audit_logs (xid, seq);
create index audit_logs_workspace on audit_logs (workspace_id, time desc) where workspace_id is not null;

-- Each link holds the SHA-256 of the one before it and of its entry, in one row of positions without gaps.
create table audit_chain (
  position bigint primary key,
  log_id uuid not null unique,
  hash bytea not null
);

-- What of the log is linked: every row of a transaction older than this one.
create table audit_sealed (
  one_row boolean primary key default true check (one_row),
  before_xid xid8 not null
);
insert into audit_sealed (before_xid) values ('0');

-- Signed by a key of the deployment: how the chain was at a moment.
create table audit_checkpoints (
  position bigint not null,
  hash bytea not null,
  time timestamptz not null default now(),
  -- True where the entries up to this one were let go: what remains begins here.
  anchor boolean not null default false,
  public_key bytea not null,
  signature bytea not null,
  primary key (position, anchor)
);

create function audit_logs_are_covered() returns trigger language plpgsql as $$
begin
  if exists (
    select from audit_chain c
     where c.log_id = old.id and c.position <= (select max(position) from audit_checkpoints where anchor)
  ) then
    return old;
  end if;
  raise exception 'audit_logs takes new rows only';
end
$$;
create function audit_chain_is_covered() returns trigger language plpgsql as $$
begin
  if old.position <= (select max(position) from audit_checkpoints where anchor) then
    return old;
  end if;
  raise exception 'audit_chain takes new rows only';
end
$$;

-- Entries end only with an anchor that stands for them.
drop trigger audit_logs_kept on audit_logs;
create trigger audit_logs_kept before update or truncate on audit_logs
  for each statement execute function audit_logs_are_kept();
create trigger audit_logs_covered before delete on audit_logs
  for each row execute function audit_logs_are_covered();
create trigger audit_chain_kept before update or truncate on audit_chain
  for each statement execute function audit_logs_are_kept();
create trigger audit_chain_covered before delete on audit_chain
  for each row execute function audit_chain_is_covered();
create trigger audit_checkpoints_kept before update or delete or truncate on audit_checkpoints
  for each statement execute function audit_logs_are_kept();
