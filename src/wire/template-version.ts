import { z } from "zod";
import { ProvisionerJob } from "./provisioner-job.ts";
import { ParameterValue } from "./rich-parameter.ts";
import { Time, Uuid, VersionName, ZERO_UUID, listOf } from "./scalars.ts";

/** Coder's TemplateVersion (coder-api 3.3). */
export const TemplateVersion = z.object({
  id: Uuid,
  template_id: z.preprocess((id) => id ?? ZERO_UUID, Uuid),
  organization_id: Uuid.optional(),
  created_at: Time,
  updated_at: Time,
  name: z.string(),
  message: z.string().default(""),
  job: ProvisionerJob,
  readme: z.string().default(""),
  created_by: z.object({
    id: Uuid,
    username: z.string(),
    name: z.string().optional(),
    avatar_url: z.string().optional(),
  }),
  archived: z.boolean().default(false),
  warnings: z.array(z.string()).nullish(),
  has_external_agent: z.boolean().optional(),
});
export type TemplateVersion = z.infer<typeof TemplateVersion>;

/** A preset, with the PascalCase keys that Coder sends (coder-api 3.3). */
export const Preset = z.object({
  ID: Uuid,
  Name: z.string(),
  Parameters: listOf(z.object({ Name: z.string(), Value: z.string() })),
  Default: z.boolean(),
  DesiredPrebuildInstances: z.int().nullish(),
  Description: z.string().default(""),
  Icon: z.string().default(""),
});
export type Preset = z.infer<typeof Preset>;

/** Body of `POST /organizations/{o}/templateversions`. */
export const CreateTemplateVersion = z.object({
  storage_method: z.literal("file"),
  file_id: Uuid,
  provisioner: z.string().default("terraform"),
  name: VersionName.optional(),
  message: z
    .string()
    .max(1024 * 1024)
    .default(""),
  template_id: Uuid.optional(),
  tags: z.record(z.string(), z.string()).nullish(),
  user_variable_values: z.array(ParameterValue).nullish(),
});

export const UpdateTemplateVersion = z.object({
  name: VersionName.optional(),
  message: z.string().optional(),
});
export const ActivateTemplateVersion = z.object({ id: Uuid });

/** Body and answer of `POST /templates/{t}/versions/archive`. */
export const ArchiveUnused = z.object({ all: z.boolean().default(false) });
export const ArchivedVersions = z.object({ template_id: Uuid, archived_ids: listOf(Uuid) });

/** The field is called hash but holds a UUID (coder-api 3.4). */
export const FileUploaded = z.object({ hash: Uuid });
