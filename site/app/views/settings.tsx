import { useMutation, useQuery } from "@tanstack/react-query";
import { User } from "../../../src/wire/user.ts";
import { Field } from "../../parts/field.tsx";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { DataForm } from "../parts/data-form.tsx";
import { useApp } from "../visitor-context.tsx";

/** The visitor's own account. */
export function Settings() {
  const { api, visitor } = useApp();
  const query = useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => api.get("/users/me", User, {}, signal),
  });
  return (
    <>
      <Heading>Settings</Heading>
      <Loaded query={query} what="your account">
        {(user) => (
          <>
            <Profile user={user} />
            {user.login_type === "password" ? <Password /> : null}
          </>
        )}
      </Loaded>
      <p className="hint">{`coder ${visitor.version}`}</p>
    </>
  );
}

function Profile({ user }: { readonly user: User }) {
  const { api } = useApp();
  const save = useMutation({
    mutationFn: async (form: FormData) => {
      const json = { username: form.get("username"), name: form.get("name") };
      return await api.ask({ method: "PUT", path: "/users/me/profile", json }, User);
    },
  });
  return (
    <DataForm sent={save} submit="Save">
      <h2>Profile</h2>
      <Field
        label="Username"
        name="username"
        defaultValue={user.username}
        required
        maxLength={32}
        autoComplete="username"
      />
      <Field label="Name" name="name" defaultValue={user.name ?? ""} maxLength={128} autoComplete="name" />

      <p role="status">{save.isSuccess ? "Saved." : ""}</p>
    </DataForm>
  );
}

function Password() {
  const { api } = useApp();
  const save = useMutation({
    mutationFn: async (form: FormData) => {
      const json = { old_password: form.get("old_password"), password: form.get("password") };
      await api.send({ method: "PUT", path: "/users/me/password", json });
    },
    // All sessions end with the old password, this one too.
    onSuccess: () => location.assign("/login"),
  });
  return (
    <DataForm sent={save} submit="Change the password">
      <h2>Password</h2>
      <Field
        label="Present password"
        name="old_password"
        type="password"
        required
        autoComplete="current-password"
      />
      <Field
        label="Another password"
        name="password"
        type="password"
        required
        autoComplete="new-password"
        hint="All of your sessions and tokens end; you log in again."
      />
    </DataForm>
  );
}
