import type { PageProps } from "../../src/wire/pages.ts";
import { Form } from "../parts/form.tsx";
import { Shell } from "../parts/shell.tsx";

type Waiting = PageProps["approvals"]["waiting"][number];

export function Approvals({ waiting, ...form }: PageProps["approvals"]) {
  return (
    <Shell heading="Approvals">
      {waiting.length === 0 ? <p>Nothing waits for you.</p> : null}
      {waiting.map((call) => (
        <section key={call.id}>
          <Call {...call} />
          <Form {...form}>
            <input type="hidden" name="id" value={call.id} />
            <div className="decision">
              <button type="submit" name="decision" value="approve">
                Approve once
              </button>
              <button type="submit" name="decision" value="deny">
                Deny
              </button>
            </div>
          </Form>
        </section>
      ))}
    </Shell>
  );
}

function Call({ username, tool, summary, rule }: Waiting) {
  const { workspace, command, paths = [] } = summary;
  return (
    <>
      <h2>{tool}</h2>
      <p>
        For <strong>{username}</strong>
        {workspace === undefined ? null : <> in {workspace}</>}. {rule} asks for it.
      </p>
      {command === undefined ? null : (
        <pre>
          <code>{command}</code>
        </pre>
      )}
      {paths.length === 0 ? null : <p>{paths.join(", ")}</p>}
    </>
  );
}
