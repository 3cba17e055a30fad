import { useMutation, useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { TokenCreated } from "../../../../src/wire/api-key.ts";
import { CopyButton } from "../../../parts/copy-button.tsx";
import { Field } from "../../../parts/field.tsx";
import { formText } from "../../parts/form-text.ts";
import { DataForm } from "../../parts/data-form.tsx";
import { SelectField } from "../../parts/select-field.tsx";
import { useApp } from "../../visitor-context.tsx";

const DAY_NS = 24 * 3600 * 1e9;
const ALL = "all";
const LIFETIMES = [
  { value: "7", text: "7 days" },
  { value: "30", text: "30 days" },
  { value: "90", text: "90 days" },
  { value: "365", text: "a year" },
];

const Scopes = z.object({ external: z.array(z.string()) });

/** Makes a token of one scope or of all; its text is shown once. */
export function CreateToken() {
  const { api } = useApp();
  const scopes = useQuery({
    queryKey: ["scopes"],
    queryFn: ({ signal }) => api.get("/auth/scopes", Scopes, {}, signal),
  });
  const create = useMutation({
    mutationFn: async (form: FormData) => {
      const text = (name: string): string => formText(form, name);
      const json = {
        token_name: text("name"),
        lifetime: Number(text("days")) * DAY_NS,
        ...(text("scope") === ALL ? {} : { scopes: [text("scope")] }),
      };
      return await api.ask({ method: "POST", path: "/users/me/keys/tokens", json }, TokenCreated);
    },
  });
  const composites = (scopes.data?.external ?? []).filter((name) => name.startsWith("coder:"));
  const choices = [ALL, ...composites].map((name) => ({ value: name, text: name }));
  return (
    <DataForm sent={create} submit="Create a token">
      <Field label="Name" name="name" required maxLength={64} autoComplete="off" />
      <SelectField label="Lasts" name="days" defaultValue="30" options={LIFETIMES} />
      <SelectField label="Scope" name="scope" defaultValue={ALL} options={choices} />

      {create.data === undefined ? null : <Made token={create.data.key} />}
    </DataForm>
  );
}

const Made = ({ token }: { readonly token: string }) => (
  <div role="status">
    <p>This is the only time that the token is shown:</p>
    <p>
      <code>{token}</code> <CopyButton text={token} />
    </p>
  </div>
);
