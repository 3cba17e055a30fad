import type { ConsentChoice } from "../../src/wire/pages.ts";
import { Choice } from "./choice.tsx";
import { Field } from "./field.tsx";

type WorkspaceChoicesProps = Pick<ConsentChoice, "workspaces" | "filter">;

/** Which workspaces exist for the client. */
export function WorkspaceChoices({ workspaces, filter }: WorkspaceChoicesProps) {
  const choice = (value: ConsentChoice["workspaces"], label: string) => (
    <Choice
      type="radio"
      name="workspaces"
      value={value}
      defaultChecked={workspaces === value}
      label={label}
      data-choice={value}
    />
  );
  return (
    <fieldset>
      <legend>Which workspaces</legend>
      {choice("own", "My own")}
      {choice("all", "Every one that I can reach, also other people’s")}
      {choice("matching", "Those that a search finds")}
      <div className="if-matching">
        <Field
          label="Search"
          name="filter"
          defaultValue={filter}
          maxLength={1000}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          hint={
            <>
              For example <code>owner:me name:demo</code> or <code>template:docker</code>. Others do not exist
              for the client.
            </>
          }
        />
      </div>
    </fieldset>
  );
}
