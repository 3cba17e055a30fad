import { Hono } from "hono";
import {
  followActivity,
  readActivity,
  readEvent,
  type ActivityFilter,
} from "../oauth/activity/read-activity.ts";
import { may, type Subject } from "../oauth/rbac.ts";
import { scopeFor, scopesAllow } from "../oauth/scopes.ts";
import { AppError, invalidField, resourceNotFound } from "../wire/errors.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { forbidden } from "./authorize.ts";
import { eventStream } from "./event-stream.ts";
import { paginationOf } from "./pagination.ts";
import { reply } from "./reply.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** What people and their agents did: one's own, and everybody's for those who may read the audit log. */
export const activityRoutes = ({ workspaces }: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/activity", async (c) => {
      const filter = filterOf(c);
      const { limit } = paginationOf(c);
      return reply(c, await readActivity(workspaces.db, filter, Math.min(limit || DEFAULT_LIMIT, MAX_LIMIT)));
    })
    .get("/activity/watch", (c) => {
      const filter = filterOf(c);
      return eventStream(c, (signal) => followActivity(workspaces, filter, signal));
    })
    .get("/activity/:event", async (c) => {
      const filter = ownUnlessAuditor(c);
      const event = await readEvent(workspaces.db, { ...filter, id: uuidParam(c, "event") });
      if (event === undefined) throw resourceNotFound();
      return reply(c, event);
    });

function filterOf(c: ApiContext): ActivityFilter {
  const query = (name: string): string | undefined => c.req.query(name) || undefined;
  const user = query("user");
  return {
    ...whose(c, user),
    client: query("client"),
    ...ownClient(subjectOf(c)),
    tool: query("tool"),
    workspace: query("workspace"),
    since: timeOf(query("since")),
    before: query("before") === undefined ? undefined : idOf(query("before") ?? ""),
  };
}

/** `user=*` is everybody. */
function whose(c: ApiContext, user: string | undefined): Pick<ActivityFilter, "userId" | "username"> {
  const subject = readerOf(c);
  if (user === undefined || user === "me" || user.toLowerCase() === subject.username.toLowerCase())
    return { userId: subject.userId };
  if (!may(subject, "read", { type: "audit_log" }))
    throw forbidden("Only those who may read the audit log see the activity of others; leave out user.");
  return user === "*" ? {} : { username: user };
}

function ownUnlessAuditor(c: ApiContext): Pick<ActivityFilter, "userId" | "client"> {
  const subject = readerOf(c);
  const userId = may(subject, "read", { type: "audit_log" }) ? undefined : subject.userId;
  return { userId, ...ownClient(subject) };
}

/** What was done shows commands and files: a token sees it that may run and read them. */
function readerOf(c: ApiContext): Subject {
  const subject = subjectOf(c);
  if (scopesAllow(subject.scopes, "workspace", "ssh") && subject.allowList.includes("*:*")) return subject;
  const requiredScope = scopeFor("workspace", "ssh");
  throw new AppError("forbidden", "Forbidden.", {
    detail: `Activity shows commands and files; it takes ${requiredScope}, and a token for all workspaces.`,
    requiredScope,
  });
}

/** A client that was let into some workspaces sees what it did itself, and not what others did elsewhere. */
const ownClient = ({ grant }: Subject): Pick<ActivityFilter, "client"> =>
  grant === undefined || grant.workspaces === "" ? {} : { client: grant.clientId };

function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  if (Number.isNaN(Date.parse(text))) throw invalidField("since", "must be a day or an RFC 3339 time");
  return new Date(text);
}

function idOf(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  throw invalidField("before", "must be the id of an event, as next of the page before");
}
