import type { AdapterFactory } from "oidc-provider";
import type { AdapterContext } from "./adapter-context.ts";
import { artifactAdapter } from "./artifact-adapter.ts";
import { clientAdapter } from "./client-adapter.ts";
import { grantAdapter } from "./grant-adapter.ts";

/** Where oidc-provider keeps each kind of thing: all of it in PostgreSQL, so that replicas share it. */
export function createAdapters(context: AdapterContext): AdapterFactory {
  return (kind) => {
    if (kind === "Client") return clientAdapter(context);
    if (kind === "Grant") return grantAdapter(context);
    return artifactAdapter(context, kind);
  };
}
