import type { PageProps } from "../../src/wire/pages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Field } from "../parts/field.tsx";
import { Shell } from "../parts/shell.tsx";

export function CliToken({ token, accessUrl }: PageProps["cli-token"]) {
  return (
    <Shell heading="Your token">
      <p>
        Paste it where <code>coder login {accessUrl}</code> asks for it. It is shown this once.
      </p>
      <Field
        label="Token"
        name="token"
        type="text"
        className="whole"
        defaultValue={token}
        readOnly
        autoComplete="off"
        spellCheck={false}
        beside={<CopyButton text={token} />}
      />
      <p>
        You can close this page. <code>coder logout</code> ends the token.
      </p>
    </Shell>
  );
}
