-- What administrators allow at most; the newest row counts, the others tell who changed it when.
create table deployment_policies (
  id bigint generated always as identity primary key,
  document jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null default now()
);
-- Policies are remembered with the subjects that they narrow (0007).
create trigger credential_change after insert on deployment_policies
  for each statement execute function tell_credential_change();
