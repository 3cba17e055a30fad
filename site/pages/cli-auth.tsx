import type { PageProps } from "../../src/wire/pages.ts";
import { Form } from "../parts/form.tsx";
import { Shell } from "../parts/shell.tsx";

export function CliAuth({ username, ...form }: PageProps["cli-auth"]) {
  return (
    <Shell heading="Log in a command line">
      <p>
        This shows a token with which <code>coder</code> acts as <strong>{username}</strong> until a week
        after its last use. Go on only if you just typed <code>coder login</code> yourself, and give the token
        to nobody.
      </p>
      <Form {...form}>
        <button type="submit">Show a token</button>
      </Form>
    </Shell>
  );
}
