import type { PageProps } from "../../src/wire/pages.ts";
import { Field } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { Shell } from "../parts/shell.tsx";

export function Device({ userCode, ...form }: PageProps["device"]) {
  return (
    <Shell heading="Connect a device">
      <p>Type the code that your device or terminal shows. Go on only if you started this yourself.</p>
      <Form {...form}>
        <Field
          label="Code"
          name="user_code"
          className="code"
          defaultValue={userCode}
          required
          maxLength={32}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          hint="For example BCDF-GHJK. Nobody from support will ever ask you to type one."
        />
        <button type="submit">Continue</button>
      </Form>
    </Shell>
  );
}
