import type { PageProps } from "../../src/wire/pages.ts";
import { Field } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { PasswordField } from "../parts/password-field.tsx";
import { Shell } from "../parts/shell.tsx";

export function Setup({ username, email, ...form }: PageProps["setup"]) {
  return (
    <Shell heading="Create the first user">
      <p>Nobody can log in to this deployment yet. The first user owns it and can add others.</p>
      <Form {...form}>
        <Field
          label="User name"
          name="username"
          defaultValue={username}
          required
          maxLength={32}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          hint="Letters, digits and single hyphens."
        />
        <Field label="E-mail" name="email" type="email" defaultValue={email} required autoComplete="email" />
        <PasswordField
          label="Password"
          name="password"
          required
          maxLength={64}
          autoComplete="new-password"
          hint="Hard to guess: nine random characters of all kinds, or more of fewer kinds."
        />
        <button type="submit">Create and log in</button>
      </Form>
    </Shell>
  );
}
