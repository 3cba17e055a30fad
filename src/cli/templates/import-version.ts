import type { CoderClient } from "../../client/client.ts";
import { AppError } from "../../wire/errors.ts";
import type { TemplateVersion } from "../../wire/template-version.ts";
import type { CliContext } from "../cli-context.ts";
import { followJob } from "../jobs/follow-job.ts";
import type { ParameterMap } from "../parameters/given-values.ts";
import { readFolder } from "./read-folder.ts";

export interface VersionToImport {
  readonly directory: string;
  readonly organization: string;
  /** Absent for a template that is yet to be made. */
  readonly templateId: string | undefined;
  /** Empty lets the deployment choose. */
  readonly name: string;
  readonly message: string;
  readonly tags: ParameterMap;
  readonly variables: ParameterMap;
}

/** Uploads a folder as a template version and waits for its import; throws AppError precondition when that fails. */
export async function importVersion(
  context: CliContext,
  client: Pick<CoderClient, "files" | "templateVersions">,
  wanted: VersionToImport,
): Promise<TemplateVersion> {
  const call = { signal: context.signal };
  const { packArchive } = await import("../../wire/template-archive.ts");
  const archive = await packArchive(await readFolder(wanted.directory));
  const { hash } = await client.files.upload(archive, "application/x-tar", call);
  const version = await client.templateVersions.create(wanted.organization, bodyOf(wanted, hash), call);
  const job = await followJob(context, {
    job: async () => (await client.templateVersions.get(version.id, call)).job,
    logs: async (after) => await client.templateVersions.logs(version.id, after, call),
  });
  if (job.status === "succeeded") return version;
  throw new AppError("precondition", `the import ${job.status}: ${job.error ?? "its log says why"}`);
}

const bodyOf = ({ templateId, name, message, tags, variables }: VersionToImport, fileId: string) =>
  ({
    storage_method: "file",
    file_id: fileId,
    provisioner: "terraform",
    message,
    ...(name !== "" && { name }),
    ...(templateId !== undefined && { template_id: templateId }),
    ...(tags.size > 0 && { tags: Object.fromEntries(tags) }),
    ...(variables.size > 0 && {
      user_variable_values: [...variables].map(([key, value]) => ({ name: key, value })),
    }),
  }) as const;
