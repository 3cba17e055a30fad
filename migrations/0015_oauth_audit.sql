-- What OAuth clients get and lose is in the audit log with its effect, in one transaction, whoever caused it: the consent
-- page, the client, an administrator or the end of a grant's time.
create function audit_oauth(
  about text, what text, who uuid, grant_key text, client text, target text, fields jsonb
) returns void language sql as $$
  insert into audit_logs (id, request_id, user_id, key_id, client_id, action, resource_type, resource_target,
    status_code, additional_fields)
  values (gen_random_uuid(), gen_random_uuid(), coalesce(who, '00000000-0000-0000-0000-000000000000'), grant_key, client,
    what, about, target, 200, fields)
$$;

create function audit_oauth_grant() returns trigger language plpgsql as $$
declare
  g oauth_grants := coalesce(new, old);
begin
  perform audit_oauth('oauth2_grant', case tg_op when 'INSERT' then 'create' else 'delete' end, g.user_id, g.id,
    g.client_id, g.client_name, jsonb_build_object('scopes', g.scopes, 'toolsets', g.toolsets, 'read_only', g.read_only,
    'workspaces', g.workspaces, 'audience', g.audience, 'expires_at', g.expires_at));
  return null;
end
$$;
create trigger audited after insert or delete on oauth_grants
  for each row execute function audit_oauth_grant();

create function audit_oauth_token() returns trigger language plpgsql as $$
declare
  g oauth_grants;
begin
  select * into g from oauth_grants where id = new.grant_id;
  perform audit_oauth('oauth2_provider_app_token', 'create', g.user_id, coalesce(new.grant_id, ''),
    coalesce(new.client_id, ''), coalesce(g.client_name, ''),
    jsonb_build_object('scope', new.payload ->> 'scope', 'expires_at', new.expires_at));
  return null;
end
$$;
create trigger audited after insert on oauth_artifacts
  for each row when (new.kind = 'AccessToken') execute function audit_oauth_token();

create function audit_oauth_client() returns trigger language plpgsql as $$
declare
  c oauth_clients := coalesce(new, old);
begin
  perform audit_oauth('oauth2_provider_app',
    case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'write' else 'delete' end, null, '', c.id, c.id, '{}');
  return null;
end
$$;
create trigger audited after insert or update or delete on oauth_clients
  for each row execute function audit_oauth_client();
