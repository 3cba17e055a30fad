import { useMutation, useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { Organization } from "../../../../src/wire/organization.ts";
import { User } from "../../../../src/wire/user.ts";
import { Field } from "../../../parts/field.tsx";
import { DataForm } from "../../parts/data-form.tsx";
import { useApp } from "../../visitor-context.tsx";

/** Makes a user of the default organization, who logs in by password. */
export function CreateUser({ onCreated }: { readonly onCreated: () => void }) {
  const { api } = useApp();
  const organizations = useQuery({
    queryKey: ["organizations"],
    queryFn: ({ signal }) => api.get("/organizations", z.array(Organization), {}, signal),
  });
  const create = useMutation({
    mutationFn: async (form: FormData) => {
      const home = organizations.data?.find(({ is_default: first }) => first) ?? organizations.data?.[0];
      const fields = Object.fromEntries(
        ["username", "email", "password"].map((name) => [name, form.get(name)]),
      );
      const json = {
        ...fields,
        user_status: "active",
        organization_ids: home === undefined ? [] : [home.id],
      };
      return await api.ask({ method: "POST", path: "/users", json }, User);
    },
    onSuccess: onCreated,
  });
  return (
    <DataForm sent={create} submit="Create the user">
      <Field label="Username" name="username" required maxLength={32} autoComplete="off" />
      <Field label="E-mail" name="email" type="email" required autoComplete="off" />
      <Field label="Password" name="password" type="password" required autoComplete="new-password" />
    </DataForm>
  );
}
