import { findFile } from "../db/files.ts";
import type { JobRow } from "../db/jobs.ts";
import { insertPresets } from "../db/presets.ts";
import { storeVersionSpec } from "../db/template-versions.ts";
import type { Provisioner, TemplateFiles } from "../provisioners/provisioner.ts";
import { readArchive } from "../wire/template-archive.ts";
import { readTemplate } from "../provisioners/template-file.ts";
import { AppError } from "../wire/errors.ts";
import { TemplateSpec } from "../wire/template-spec.ts";
import type { JobHandler, RunningJob } from "./job-runner.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** Jobs of type `template_version_import`: find out what an archive is, and keep it with the version. */
export const importJob: JobHandler = {
  run: async (context, job) => {
    const files = await unpack(context, job);
    const provisioner = choose(context, job.row, files);
    const spec = await importWith(provisioner, files, job);
    return async (db) => {
      await storeVersionSpec(db, job.row.input_id, { provisioner: provisioner.name, spec });
      await insertPresets(db, job.row.input_id, spec.presets);
    };
  },
  failed: async () => {},
};

const SETUP = "Setting up";
const PARSING = "Parsing template parameters";

async function unpack({ db }: WorkspacesContext, { row, log }: RunningJob): Promise<TemplateFiles> {
  log.write("info", SETUP, "Unpacking the template archive");
  const file = await findFile(db, row.file_id);
  if (file === undefined) throw new AppError("not_found", `file_id: there is no file ${row.file_id}`);
  const files = await readArchive(file.data);
  log.write("info", SETUP, `The archive has ${count(files.size, "file")}`);
  return files;
}

/** What the template itself names wins over what the upload asked for: clients of Coder always ask for terraform. */
function choose({ provisioners }: WorkspacesContext, row: JobRow, files: TemplateFiles): Provisioner {
  const own = files.has("template.yaml") ? readTemplate(files, { agents: "none" }).provisioner : undefined;
  const name = own ?? row.provisioner;
  const provisioner = provisioners.get(name);
  if (provisioner !== undefined) return provisioner;
  const available = [...provisioners.keys()].toSorted().join(", ");
  throw new AppError("invalid", `provisioner: this deployment has no provisioner "${name}"`, {
    detail: `available are ${available || "none"}; template.yaml names one with its key "provisioner"`,
  });
}

async function importWith(
  provisioner: Provisioner,
  files: TemplateFiles,
  { log, signal }: RunningJob,
): Promise<TemplateSpec> {
  log.write("info", PARSING, `Reading the template as "${provisioner.name}"`);
  const spec = TemplateSpec.parse(await provisioner.import({ files, log: log.write, signal }));
  const parts = [
    count(spec.parameters.length, "parameter"),
    count(spec.presets.length, "preset"),
    count(spec.agents.length, "agent"),
  ];
  log.write("info", PARSING, `Found ${parts.join(", ")}`);
  return spec;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
