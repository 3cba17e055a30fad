-- Replicas remember for moments whose a token is; whatever could change that tells them to forget.
create function tell_credential_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('coder_events', 'credential:' || tg_table_name);
  return null;
end
$$;
create trigger credential_change after update or delete on api_keys
  for each statement execute function tell_credential_change();
create trigger credential_change after update or delete on users
  for each statement execute function tell_credential_change();
create trigger credential_change after insert or update or delete on organization_members
  for each statement execute function tell_credential_change();
