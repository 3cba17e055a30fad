-- What a person was asked to approve; decided and used rows stay as what was said when.
create table approvals (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  -- The key or grant that asked: it cannot answer itself.
  key_id text not null,
  tool text not null,
  -- What the person is shown: workspace, command, path.
  summary jsonb not null,
  -- SHA-256 of tool, workspace and arguments in canonical JSON.
  digest text not null,
  rule text not null,
  status text not null default 'pending' check (status in ('pending', 'approved', 'denied', 'used')),
  decided_by uuid,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index approvals_call on approvals (user_id, digest);
create index approvals_newest on approvals (created_at desc);
-- True for a key that another key made: whoever holds it need not be a person.
alter table api_keys add column derived boolean not null default false;
