import type { ConsentClient } from "../../src/wire/pages.ts";

/** Who asks, as far as anybody can tell. */
export function ClientCard({ client }: { readonly client: ConsentClient }) {
  return (
    <dl className="facts">
      {client.redirectHost === "" ? null : (
        <div>
          <dt>Sends you back to</dt>
          <dd>
            <code>{client.redirectHost}</code>
            {client.redirectIsLoopback ? ", a program on this computer" : null}
          </dd>
        </div>
      )}
      <div>
        <dt>Name vouched for by</dt>
        <dd>
          {client.verifiedHost === undefined ? (
            <strong className="warning">
              Nobody: any program can call itself this. Allow it only if you started it.
            </strong>
          ) : (
            <code>{client.verifiedHost}</code>
          )}
        </dd>
      </div>
      {client.uri === undefined ? null : (
        <div>
          <dt>Says it is at</dt>
          <dd>
            <code>{client.uri}</code>
          </dd>
        </div>
      )}
    </dl>
  );
}
