import { createApi } from "../../src/api/app.ts";
import type { ApiDeps } from "../../src/api/api-deps.ts";
import { identityGroups } from "../../src/api/identity-groups.ts";
import { mountPages } from "../../src/api/pages/mount-pages.ts";
import type { PageDeps } from "../../src/api/pages/page-deps.ts";
import { connect } from "../../src/db/connect.ts";
import { createFirstUser } from "../../src/oauth/first-user.ts";
import type { IdentityContext } from "../../src/oauth/identity-context.ts";
import { listen } from "../../src/server/listen.ts";
import { loadSite } from "../../src/server/load-site.ts";
import { TOOLSETS } from "../../src/tools/toolsets.ts";
import { closeInReverse, type Scope } from "./deployment.ts";
import { freshDatabase } from "./fresh-database.ts";
import { testAudit } from "./test-audit.ts";
import { PASSWORD } from "./identity-api.ts";

export interface PagesServer {
  readonly url: string;
  readonly identity: IdentityContext;
  readonly errors: object[];
}

export interface PagesOptions {
  /** False leaves the deployment without a user. */
  readonly owner?: boolean;
  readonly accessUrl?: string;
  readonly rateLimit?: number;
  readonly experiments?: readonly string[];
  readonly interactions?: PageDeps["interactions"];
}

export const OWNER = { email: "root@example.com", username: "root", name: "", password: PASSWORD };

/** The API of people and the pages, over real HTTP and a database of its own. */
export async function startPages(scope: Scope, options: PagesOptions = {}): Promise<PagesServer> {
  const closing = closeInReverse(scope);
  const { db, units, close } = connect(await freshDatabase({ after: closing }), {
    max: 4,
    onError: () => {},
  });
  closing(close);
  const identity: IdentityContext = { db, passwordCost: { ln: 8, r: 8, p: 1 } };
  if (options.owner ?? true) await createFirstUser(identity, OWNER);
  const stack = new AsyncDisposableStack();
  closing(() => stack.disposeAsync());
  const http = await listen(stack, { host: "127.0.0.1", port: 0 }, "");
  const errors: object[] = [];
  const deps: ApiDeps = {
    identity,
    log: { error: (fields) => errors.push(fields) },
    ...testAudit({ db, units }, errors),
    version: "1.2.3",
    accessUrl: options.accessUrl ?? http.accessUrl,
    wildcardHost: "",
    deploymentId: "7d2c3a7e-1111-4222-8333-944445555666",
    rateLimit: options.rateLimit ?? 0,
    experiments: options.experiments ?? ["oauth2", "mcp-server-http"],
    toolScopes: [],
  };
  const app = createApi(deps, identityGroups);
  mountPages(app, {
    ...deps,
    ...(await loadSite()),
    mcpUrl: `${deps.accessUrl}/api/experimental/mcp/http`,
    toolsets: TOOLSETS,
    interactions: options.interactions,
  });
  http.serve(app, (_request, socket) => socket.destroy());
  return { url: http.accessUrl, identity, errors };
}
