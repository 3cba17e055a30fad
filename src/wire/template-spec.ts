import { z } from "zod";
import { RichParameter } from "./rich-parameter.ts";

/** What an import found in a template version: everything the deployment needs to know of it. */

/** Whom an app lets in: who may reach the workspace's apps, everybody who is logged in, or anybody. */
export const SHARING_LEVELS = ["owner", "authenticated", "public"] as const;
export const SharingLevel = z.enum(SHARING_LEVELS);
export type SharingLevel = z.infer<typeof SharingLevel>;

export const AppSpec = z.object({
  slug: z.string(),
  display_name: z.string(),
  icon: z.string(),
  url: z.string().nullable(),
  command: z.string().nullable(),
  external: z.boolean(),
  hidden: z.boolean(),
  /** Templates that were imported before apps could be shared have neither. */
  subdomain: z.boolean().optional(),
  share: SharingLevel.optional(),
});
export type AppSpec = z.infer<typeof AppSpec>;

export const AgentSpec = z.object({
  name: z.string(),
  directory: z.string(),
  startup_script: z.string(),
  /** Seconds; 0 means no limit. */
  startup_timeout_seconds: z.number(),
  startup_script_behavior: z.enum(["blocking", "non-blocking"]),
  connection_timeout_seconds: z.number(),
  env: z.record(z.string(), z.string()),
  apps: z.array(AppSpec),
});
export type AgentSpec = z.infer<typeof AgentSpec>;

export const PresetSpec = z.object({
  name: z.string(),
  description: z.string(),
  icon: z.string(),
  default: z.boolean(),
  parameters: z.record(z.string(), z.string()),
});
export type PresetSpec = z.infer<typeof PresetSpec>;

export const TemplateSpec = z.object({
  /** Which provisioner builds it; undefined leaves the choice to the upload. */
  provisioner: z.string().optional(),
  display_name: z.string(),
  description: z.string(),
  icon: z.string(),
  readme: z.string(),
  /** Stops a workspace after so many milliseconds without activity; 0 means never. */
  idle_ttl_ms: z.int(),
  parameters: z.array(RichParameter),
  presets: z.array(PresetSpec),
  agents: z.array(AgentSpec),
  /** Settings that only the named provisioner reads. */
  settings: z.record(z.string(), z.unknown()),
});
export type TemplateSpec = z.infer<typeof TemplateSpec>;
