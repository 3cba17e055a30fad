import { packArchive } from "../../src/wire/template-archive.ts";
import { expectApi, type Answer, type Place } from "./api-calls.ts";
import { until } from "./until.ts";

/** Uploads a template.yaml (and more files) as a version, and waits for the end of its import. */
export async function addVersion(
  place: Place,
  yaml: string,
  {
    files = {},
    ...fields
  }: { readonly files?: Record<string, string>; readonly [field: string]: unknown } = {},
): Promise<Answer["body"]> {
  const archive = await packArchive(new Map(Object.entries({ "template.yaml": yaml, ...files })));
  const { hash } = await expectApi(place, "POST /files", archive);
  const { id } = await expectApi(place, "POST /organizations/default/templateversions", {
    storage_method: "file",
    provisioner: "terraform",
    file_id: hash,
    ...fields,
  });
  return await until("the version is imported", async () => {
    const version = await expectApi(place, `GET /templateversions/${id}`);
    return ["pending", "running"].includes(version.job.status) ? undefined : version;
  });
}

/** A template of a template.yaml that must import. */
export async function addTemplate(
  place: Place,
  name: string,
  yaml: string,
  options: Parameters<typeof addVersion>[2] = {},
): Promise<Answer["body"]> {
  const version = await addVersion(place, yaml, options);
  if (version.job.status !== "succeeded") throw new Error(`${name} was not imported: ${version.job.error}`);
  return await expectApi(place, "POST /organizations/default/templates", {
    name,
    template_version_id: version.id,
  });
}
