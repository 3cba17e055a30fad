-- A token of OAuth that is gone must not be remembered by a replica either (0007).
create trigger credential_change after update or delete on oauth_grants
  for each statement execute function tell_credential_change();
create trigger credential_change after delete on oauth_artifacts
  for each row when (old.kind = 'AccessToken') execute function tell_credential_change();
