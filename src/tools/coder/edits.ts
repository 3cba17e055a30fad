import { z } from "zod";
import type { EditFiles, EditResult } from "../../wire/agent-files.ts";
import { invalidField } from "../../wire/errors.ts";
import type { ToolContext } from "../context.ts";
import { suggestNext } from "../suggest-next.ts";
import { onStartedAgent } from "./started-agent.ts";

/** One replacement; the oldest servers call its texts `search` and `replace`. */
const edit = z.strictObject({
  old_text: z.string().min(1).optional().describe("Must be unique, else set replace_all"),
  new_text: z.string().optional(),
  search: z.string().min(1).optional().describe("Older name of old_text"),
  replace: z.string().optional().describe("Older name of new_text"),
  replace_all: z.boolean().default(false),
});
export const edits = z.array(edit).min(1);

export interface FileToEdit {
  readonly path: string;
  readonly edits: z.output<typeof edits>;
}

/** Makes all of the edits or none; `field` is what the argument with the files is called in messages. */
export async function editThem(
  context: ToolContext,
  workspace: string,
  files: readonly (FileToEdit & { readonly field: string })[],
): Promise<EditResult> {
  const request: EditFiles = {
    files: files.map(({ path, edits: all, field }) => ({
      path,
      edits: all.map((one, index) => replacementOf(one, `${field}.${index}`)),
    })),
    include_diff: true,
    idempotency_key: crypto.randomUUID(),
  };
  return await onStartedAgent(context, workspace, ({ conn }) =>
    suggestNext(conn.edit(request, context.signal), { invalid: "read_file", not_found: "list_directory" }),
  );
}

function replacementOf(one: z.output<typeof edit>, field: string) {
  const search = oneOf(`${field}.old_text`, one.old_text, one.search);
  const replace = oneOf(`${field}.new_text`, one.new_text, one.replace);
  return { search, replace, replace_all: one.replace_all };
}

function oneOf(field: string, name: string | undefined, older: string | undefined): string {
  if (name !== undefined && older !== undefined)
    throw invalidField(field, "is given twice, by its older name too");
  const text = name ?? older;
  if (text === undefined) throw invalidField(field, "is required, a string");
  return text;
}

/** What Coder's tools tell of edited files. */
export const editedFields = ({ files }: EditResult) =>
  files.map(({ path, diff }) => ({ path, diff: diff ?? "" }));
