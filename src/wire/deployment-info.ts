import { z } from "zod";

/** Small answers about the deployment itself (coder-api 1.5). */

export const UpdateCheck = z.object({ current: z.boolean(), version: z.string(), url: z.string() });

export const ExternalScopes = z.object({ external: z.array(z.string()) });

/** Settings of the deployment, by Coder's names. */
export const DeploymentConfig = z.object({
  config: z.record(z.string(), z.unknown()),
  options: z.array(z.unknown()),
});

export const AvailableExperiments = z.object({ safe: z.array(z.string()) });

export const SshConfig = z.object({
  hostname_prefix: z.string(),
  hostname_suffix: z.string(),
  ssh_config_options: z.record(z.string(), z.string()),
});

export const Region = z.object({
  id: z.guid(),
  name: z.string(),
  display_name: z.string(),
  icon_url: z.string(),
  healthy: z.boolean(),
  path_app_url: z.string(),
  wildcard_hostname: z.string(),
});

export const RegionList = z.object({ regions: z.array(Region) });

export const ApplicationsHost = z.object({ host: z.string() });

export const AuthMethods = z.object({
  password: z.object({ enabled: z.boolean() }),
  github: z.object({ enabled: z.boolean(), default_provider_configured: z.boolean() }),
  oidc: z.object({ enabled: z.boolean(), signInText: z.string(), iconUrl: z.string() }),
});
