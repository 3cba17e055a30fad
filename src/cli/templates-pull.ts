import { text } from "../config/setting-schemas.ts";
import { AppError } from "../wire/errors.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { requireSession } from "./session.ts";
import { findTemplate, findVersion } from "./templates/find-template.ts";
import { templateArgument } from "./templates/template-argument.ts";
import { organizationSetting } from "./templates/template-settings.ts";
import { isFree, writeFolder } from "./templates/write-folder.ts";
import { yesSetting } from "./yes-setting.ts";

export const templatesPull = defineCommand({
  words: ["templates", "pull"],
  description: "Write the files of a template into a folder.",
  details: "In a folder that is not empty, files of the same names are replaced, after a question.",
  examples: ["coder templates pull docker", "coder templates pull docker ./here --version v1 --yes"],
  arguments: [
    templateArgument,
    { name: "destination", description: "The folder; as the template unless given." },
  ],
  settings: {
    version: {
      env: undefined,
      flag: "version",
      placeholder: "version",
      description: "One of its versions, by name or UUID, or `active`.",
      default: "active",
      schema: text,
    },
    organization: organizationSetting,
    yes: yesSetting,
  },
  run: async (context, { version: wanted, organization, yes }, [name = "", given = ""]) => {
    const { signal } = context;
    const client = await clientFor(context, await requireSession(context));
    const template = await findTemplate(client, name, organization, signal);
    const version =
      wanted === "active"
        ? await client.templateVersions.get(template.active_version_id, { signal })
        : await findVersion(client, template, wanted, signal);
    const { file_id: file } = version.job;
    if (file === undefined) throw new AppError("precondition", `version ${version.name} has no files`);
    const destination = given === "" ? template.name : given;
    if (!(await isFree(destination)))
      await confirm(context, yes, `Write into ${destination}, which is not empty?`);
    const { readArchive } = await import("../wire/template-archive.ts");
    const files = await readArchive(Buffer.from(await client.files.download(file, { signal })));
    await writeFolder(destination, files);
    context.stdout.write(`${files.size} files of ${template.name} ${version.name} are in ${destination}.\n`);
    return 0;
  },
});
