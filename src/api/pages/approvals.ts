import { Hono } from "hono";
import { decide, listApprovals } from "../../oauth/approvals.ts";
import { AppError, invalidField } from "../../wire/errors.ts";
import { Uuid } from "../../wire/scalars.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import { csrfToken } from "../csrf-token.ts";
import { originOf } from "../request-origin.ts";
import type { PageDeps } from "./page-deps.ts";
import { readForm } from "./page-form.ts";
import { replyPage, seeOther } from "./page-reply.ts";
import { visitorOf } from "./visitor.ts";

const PATH = "/approvals";
const LOGIN = `/login?redirect=${encodeURIComponent(PATH)}`;

/** Where a person approves or denies what an assistant may not do by itself. */
export const approvalsPage = (deps: PageDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get(PATH, async (c) => {
      const visitor = visitorOf(c);
      if (visitor === undefined) return seeOther(c, LOGIN);
      const waiting = await listApprovals(deps.identity, visitor.subject, true);
      const props = { action: PATH, csrf: csrfToken(visitor.session), waiting };
      return replyPage(c, deps, { name: "approvals", props });
    })
    .post(PATH, async (c) => await answer(c, deps));

async function answer(c: ApiContext, deps: PageDeps): Promise<Response> {
  const visitor = visitorOf(c);
  if (visitor === undefined) return seeOther(c, LOGIN);
  const form = await readForm(c, deps.accessUrl, visitor.session);
  const decision = form.get("decision");
  if (decision !== "approve" && decision !== "deny")
    throw new AppError("invalid", "decision must be approve or deny.");
  const id = Uuid.safeParse(form.get("id"));
  if (!id.success) throw invalidField("id", "must be a UUID");
  const status = decision === "approve" ? "approved" : "denied";
  const origin = originOf(c.var.requestId, c.env?.incoming);
  await decide(deps.identity, visitor.subject, { id: id.data, status, origin });
  return seeOther(c, PATH);
}
