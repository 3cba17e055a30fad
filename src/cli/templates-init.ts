import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "../config/setting-schemas.ts";
import { didYouMean } from "../lib/nearest-name.ts";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import { askChoice, canAsk } from "./ask.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import { readFolder } from "./templates/read-folder.ts";
import { isFree, writeFolder } from "./templates/write-folder.ts";

const EXAMPLES = join(PACKAGE_ROOT, "templates");

export const templatesInit = defineCommand({
  words: ["templates", "init"],
  description: "Write an example of a template into a folder, to begin with.",
  examples: ["coder templates init", "coder templates init ./my-template --id local"],
  arguments: [{ name: "directory", description: "Where to write it; as the example unless given." }],
  settings: {
    id: {
      env: undefined,
      flag: "id",
      placeholder: "example",
      description: "Which example; asked for on a terminal where there are several.",
      default: "",
      schema: text,
    },
  },
  run: async (context, { id }, [given = ""]) => {
    const example = await chooseExample(context, id);
    const directory = given === "" ? example : given;
    if (!(await isFree(directory))) {
      throw new AppError("conflict", `directory: ${directory} is not empty; name another folder`);
    }
    await writeFolder(directory, await readFolder(join(EXAMPLES, example)));
    context.stdout.write(
      `The example ${example} is in ${directory}. \`coder templates push --directory ${directory}\` uploads it.\n`,
    );
    return 0;
  },
});

async function chooseExample(context: CommandContext, id: string): Promise<string> {
  const names = (await readdir(EXAMPLES)).toSorted();
  if (names.includes(id)) return id;
  const accepted = `must be of ${names.join(", ")}`;
  if (id !== "") throw invalidField("--id", `${accepted}, not "${id}".${didYouMean(id, names)}`);
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  if (!canAsk(context)) throw invalidField("--id", accepted);
  const choices = names.map((name) => ({ value: name, label: name, hint: "" }));
  return await askChoice(context, "Which example?", choices);
}
