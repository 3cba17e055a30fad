import type { PageProps } from "../../src/wire/pages.ts";
import { Field } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { PasswordField } from "../parts/password-field.tsx";
import { Shell } from "../parts/shell.tsx";

export function Login({ email, ...form }: PageProps["login"]) {
  return (
    <Shell heading="Log in">
      <Form {...form}>
        <Field
          label="E-mail"
          name="email"
          type="email"
          defaultValue={email}
          required
          autoComplete="username"
        />
        <PasswordField label="Password" name="password" required autoComplete="current-password" />
        <button type="submit">Log in</button>
      </Form>
    </Shell>
  );
}
