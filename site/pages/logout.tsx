import type { PageProps } from "../../src/wire/pages.ts";
import { Form } from "../parts/form.tsx";
import { Shell } from "../parts/shell.tsx";

export function Logout({ username, ...form }: PageProps["logout"]) {
  return (
    <Shell heading="Log out">
      <p>
        You are logged in as <strong>{username}</strong>. Logging out ends this browser’s session; clients
        that you have allowed stay connected.
      </p>
      <Form {...form}>
        <button type="submit">Log out</button>
      </Form>
      <p>
        <a href="/">Stay logged in</a>
      </p>
    </Shell>
  );
}
