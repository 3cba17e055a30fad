import { Hono } from "hono";
import { rfc3339 } from "../../lib/rfc3339.ts";
import { StartAppUrl, type AppUrl } from "../../wire/app-url.ts";
import { AppError, invalidField } from "../../wire/errors.ts";
import { ListeningPorts } from "../../wire/listening-ports.ts";
import { appOfAgent, findApp, type FoundApp } from "../../workspaces/find-app.ts";
import { wholeBody } from "../../workspaces/agent-response.ts";
import { tunnelOf, type AgentPlace } from "../../workspaces/relay-to-agent.ts";
import { agentParam } from "../agents.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import { askAgent } from "../ask-agent.ts";
import { subjectOf, tokenOf } from "../authenticate.ts";
import { heldToLogins } from "../login-only.ts";
import { parseBody } from "../parse-body.ts";
import { reply } from "../reply.ts";
import { sessionCookieOf } from "../session-cookie.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";
import { addressOfHost, hostOfApp, TICKET_PARAM } from "./app-address.ts";
import { auditAppAccess } from "./audit-app-access.ts";
import { issueAppTicket, SESSION_SECONDS } from "./issue-app-ticket.ts";
import { mayOpenApp } from "./may-open-app.ts";

/** What can be reached in a workspace, and the ways there (coder-api 4.2). */
export const appRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/workspaceagents/:agent/listening-ports", async (c) => await listPorts(c, deps))
    .post("/workspaceagents/:agent/apps/urls", async (c) => await giveUrl(c, deps))
    .get("/applications/auth-redirect", async (c) => await sendToApp(c, deps));

/** The ports that are none of the apps'. */
async function listPorts(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const agent = await agentParam(c, deps, "read");
  assertConnected(deps, agent);
  const answer = await askAgent(deps, agent, {
    method: "GET",
    path: "/listening-ports",
    username: subjectOf(c).username,
    signal: c.req.raw.signal,
  });
  const { ports } = ListeningPorts.parse(JSON.parse((await wholeBody(answer)).toString("utf8")));
  const ofApps = new Set(agent.apps.map(({ slug }) => appOfAgent(agent, slug)?.port));
  return reply(c, { ports: ports.filter(({ port }) => !ofApps.has(port)) });
}

/** Coder answers 400 here, whatever the reason. */
function assertConnected({ workspaces }: WorkspaceDeps, agent: AgentPlace): void {
  try {
    tunnelOf(workspaces, agent);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, detail, retryAfter } = error;
    throw new AppError(code, message, { detail, retryAfter, status: 400 });
  }
}

async function giveUrl(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const agent = await agentParam(c, deps, "application_connect");
  const request = await parseBody(c, StartAppUrl);
  const found = appOfAgent(agent, request.app ?? String(request.port));
  if (found === undefined) throw invalidField("app", unknownApp(agent, request.app ?? ""));
  const subject = subjectOf(c);
  const use = deps.wildcardHost === "" ? "path" : "url";
  const wish = { use, seconds: request.expires_in, isShared: true } as const;
  const { text, expires } = issueAppTicket(deps, found, { subject, token: tokenOf(c) ?? "" }, wish);
  await auditAppAccess(deps, c.env?.incoming, { found, subject, action: "create", statusCode: 201 });
  const url: AppUrl = { url: urlWith(deps, found, text), expires_at: rfc3339(expires) };
  return reply(c, url, 201);
}

function unknownApp({ name, apps }: AgentPlace, slug: string): string {
  const slugs = apps.filter(({ url, external }) => url !== null && !external).map((app) => app.slug);
  const accepted = slugs.length === 0 ? "it has none" : `accepted are ${slugs.join(", ")}`;
  return `agent ${name} has no app "${slug}" that the deployment serves; ${accepted}`;
}

function urlWith({ accessUrl, wildcardHost }: WorkspaceDeps, found: FoundApp, ticket: string): string {
  const { agent, app } = found;
  const names = { owner: agent.owner_name, workspace: agent.workspace_name, agent: agent.name, app };
  if (wildcardHost !== "")
    return `${new URL(accessUrl).protocol}//${hostOfApp(names, wildcardHost)}/?${TICKET_PARAM}=${ticket}`;
  return `${accessUrl}/@${names.owner}/${names.workspace}.${names.agent}/apps/${app}/~${ticket}/`;
}

/** Turns a browser's session into a ticket for the host of one app, which the session itself never reaches. */
async function sendToApp(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const place = URL.parse(c.req.query("redirect_uri") ?? "");
  const address =
    place?.origin === originOfHost(deps, place?.host ?? "")
      ? addressOfHost(place?.host ?? "", `${place?.pathname}${place?.search}`, deps.wildcardHost)
      : undefined;
  if (place === null || address === undefined)
    throw invalidField("redirect_uri", "must be an address below the deployment's wildcard host");
  c.header("Cache-Control", "no-store");
  c.header("Referrer-Policy", "no-referrer");
  const caller = heldToLogins(c.var.caller);
  const token = sessionCookieOf(c);
  if (caller.kind === "anonymous" || token === undefined) {
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`/login?redirect=${encodeURIComponent(pathname + search)}`, 303);
  }
  const { subject } = caller;
  const found = await findApp(deps.workspaces, address);
  if (found === undefined || !mayOpenApp(subject, found))
    throw new AppError("not_found", "There is no such app, or it is not for you.");
  const wish = { use: "url", seconds: SESSION_SECONDS } as const;
  const { text } = issueAppTicket(deps, found, { subject, token }, wish);
  place.searchParams.set(TICKET_PARAM, text);
  await auditAppAccess(deps, c.env?.incoming, { found, subject });
  return c.redirect(place.href, 303);
}

/** The origin that a host of apps has; another port, or a name below it alone, is somebody else's. */
function originOfHost({ accessUrl, wildcardHost }: WorkspaceDeps, host: string): string | undefined {
  const suffix = wildcardHost.slice(1);
  if (wildcardHost === "" || !host.endsWith(suffix)) return undefined;
  return `${new URL(accessUrl).protocol}//${host}`;
}
