import type { ConsentChoice } from "../../src/wire/pages.ts";
import { Field, type FieldProps } from "./field.tsx";

type Chosen = Pick<ConsentChoice, "templates" | "maxworkspaces" | "maxexecutions" | "paths">;

const TYPED = { autoCapitalize: "none", autoComplete: "off", spellCheck: false } as const;

/** What narrows a grant further; most people leave all of it empty. */
export function LimitFields({ chosen }: { readonly chosen: Chosen }) {
  const { templates, maxworkspaces, maxexecutions, paths } = chosen;
  return (
    <details open={[templates, maxworkspaces, maxexecutions, paths].some((text) => text !== "")}>
      <summary>More limits</summary>
      <Field
        {...TYPED}
        label="Templates"
        name="templates"
        defaultValue={templates}
        maxLength={1000}
        hint="Only workspaces of these, joined by commas."
      />
      <NumberField label="Most workspaces" name="maxworkspaces" defaultValue={maxworkspaces} />
      <NumberField label="Most commands at once" name="maxexecutions" defaultValue={maxexecutions} />
      <Field
        {...TYPED}
        label="Folders"
        name="paths"
        defaultValue={paths}
        maxLength={1000}
        hint="Files below these only, such as ~/project. Commands reach every file, so then there are none."
      />
    </details>
  );
}

const NumberField = (field: Pick<FieldProps, "label" | "name" | "defaultValue">) => (
  <Field {...TYPED} {...field} inputMode="numeric" maxLength={10} />
);
