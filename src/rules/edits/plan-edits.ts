import type { FileEdit } from "../../wire/agent-files.ts";
import { AppError, invalidField } from "../../wire/errors.ts";
import { apart, findMatches } from "./find-matches.ts";
import type { Match } from "./find-matches.ts";
import { describeNearMiss } from "./near-miss.ts";
import { replaceMatches } from "./replace-matches.ts";
import { count } from "./text-form.ts";
import type { TextForm } from "./text-form.ts";

export interface Planned {
  readonly form: TextForm;
  readonly replacements: number;
  readonly tolerant: boolean;
}

const SHOWN_PLACES = 10;

/**
 * Makes the edits one after another, each on what the one before left. Throws AppError "invalid" that names the edit
 * (`field` is where the list of them stands) when it is found nowhere or in several places.
 */
export function planEdits(form: TextForm, edits: readonly FileEdit[], field: string): Planned {
  let planned: Planned = { form, replacements: 0, tolerant: false };
  for (const [index, edit] of edits.entries()) {
    const { matches, tolerant } = placesOf(planned.form.text, edit, `${field}[${index}].search`);
    planned = {
      form: replaceMatches(planned.form, matches),
      replacements: planned.replacements + matches.length,
      tolerant: planned.tolerant || tolerant,
    };
  }
  return planned;
}

function placesOf(text: string, edit: FileEdit, field: string) {
  const { matches, tolerant } = findMatches(text, edit);
  if (matches.length === 0) {
    const detail = describeNearMiss(text, edit.search);
    throw new AppError("invalid", `${field}: is not in the file, so nothing was changed`, { detail });
  }
  if (matches.length > 1 && !edit.replace_all) throw severalPlaces(text, matches, field);
  return { matches: apart(matches), tolerant };
}

function severalPlaces(text: string, matches: readonly Match[], field: string): AppError {
  const lines = matches.slice(0, SHOWN_PLACES).map(({ start }) => count(text.slice(0, start)) + 1);
  const more = matches.length > SHOWN_PLACES ? ", …" : "";
  return invalidField(
    field,
    `is in ${matches.length} places (lines ${lines.join(", ")}${more}): search for more of the text around the one you mean, or set replace_all; nothing was changed`,
  );
}
