import { z } from "zod";

/** `GET /buildinfo` (coder-api 1.5). */
export const BuildInfo = z.object({
  external_url: z.string().default(""),
  version: z.string(),
  dashboard_url: z.string().default(""),
  telemetry: z.boolean().default(false),
  workspace_proxy: z.boolean().default(false),
  agent_api_version: z.string().default(""),
  provisioner_api_version: z.string().default(""),
  upgrade_message: z.string().default(""),
  deployment_id: z.string().default(""),
});
export type BuildInfo = z.infer<typeof BuildInfo>;

/** `GET /experiments` (coder-api 1.5). */
export const Experiments = z.array(z.string());
