import { useSearchParams } from "wouter";
import { Field } from "../../../parts/field.tsx";
import { formText } from "../../parts/form-text.ts";
import { useApp } from "../../visitor-context.tsx";

const FILTERS = ["user", "client", "tool", "workspace"] as const;

const LABELS = { user: "User", client: "Client", tool: "Tool", workspace: "Workspace" } as const;

/** Which activity to show; only those who may read the audit log see that of others. */
export function ActivityFilters() {
  const { visitor } = useApp();
  const [params, setParams] = useSearchParams();
  const offered = FILTERS.filter((name) => name !== "user" || visitor.mayReadAudit);
  return (
    <form
      key={params.toString()}
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const given = offered.map((name): [string, string] => [name, formText(form, name).trim()]);
        setParams(new URLSearchParams(given.filter(([, value]) => value !== "")));
      }}
    >
      {offered.map((name) => (
        <Field
          key={name}
          label={LABELS[name]}
          name={name}
          defaultValue={params.get(name) ?? ""}
          placeholder={name === "user" ? "me, a name, or * for all" : ""}
          autoComplete="off"
        />
      ))}
      <button type="submit" className="small quiet">
        Filter
      </button>
    </form>
  );
}
