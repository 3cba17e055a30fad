import type { IncomingMessage, ServerResponse } from "node:http";
import { Hono } from "hono";
import { nowOf } from "../../oauth/identity-context.ts";
import type { Interaction, Interactions } from "../../oauth/interactions.ts";
import { AppError } from "../../wire/errors.ts";
import type { ConsentChoice } from "../../wire/pages.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import { csrfToken } from "../csrf-token.ts";
import { grantOf, parseChoice } from "./consent-choice.ts";
import { formFault } from "./form-fault.ts";
import type { PageDeps } from "./page-deps.ts";
import { readForm } from "./page-form.ts";
import { replyPage, seeOther } from "./page-reply.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

const PATH = "/oauth2/consent/:uid";

/** Asks the person what an OAuth client may do (RFC 6749 section 4.1.1, design 6). */
export const consentPage = (deps: PageDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get(PATH, async (c) => {
      const visitor = visitorOf(c);
      if (visitor === undefined) return seeOther(c, loginFor(c));
      const { question } = await questionOf(c, deps);
      return show(c, deps, { visitor, question });
    })
    .post(PATH, async (c) => {
      const visitor = visitorOf(c);
      if (visitor === undefined) return seeOther(c, loginFor(c));
      const form = await readForm(c, deps.accessUrl, visitor.session);
      return await answer(c, deps, { visitor, form });
    });

interface Sent {
  readonly visitor: Visitor;
  readonly form: URLSearchParams;
}

async function answer(c: ApiContext, deps: PageDeps, { visitor, form }: Sent): Promise<Response> {
  const asked = await questionOf(c, deps);
  const { interactions, question, node } = asked;
  const decision = form.get("decision");
  if (decision === "deny") return seeOther(c, await interactions.deny(...node));
  if (decision !== "allow") throw new AppError("invalid", "decision must be allow or deny.");
  const chosen = parseChoice(form, question, deps.toolsets);
  let grant;
  try {
    grant = grantOf(chosen, nowOf(deps.identity));
  } catch (error) {
    return show(c, deps, { visitor, question, chosen, error: formFault(error) });
  }
  const { userId } = visitor.subject;
  return seeOther(c, await interactions.allow(...node, { ...grant, userId }));
}

interface Question {
  readonly interactions: Interactions;
  readonly question: Interaction;
  readonly node: readonly [IncomingMessage, ServerResponse];
}

async function questionOf(c: ApiContext, { interactions }: PageDeps): Promise<Question> {
  const { incoming, outgoing } = c.env;
  if (interactions === undefined || incoming === undefined || outgoing === undefined)
    throw new AppError("not_found", "This deployment has no OAuth clients.");
  const node = [incoming, outgoing] as const;
  const question = await interactions.read(...node);
  if (question !== undefined && question.uid === c.req.param("uid")) return { interactions, question, node };
  throw new AppError(
    "gone",
    "The client’s question has expired, was answered, or was put to another browser.",
    {
      detail: "Go back to the client and connect it once more.",
    },
  );
}

interface Shown {
  readonly visitor: Visitor;
  readonly question: Interaction;
  readonly chosen?: ConsentChoice;
  readonly error?: string;
}

function show(c: ApiContext, deps: PageDeps, { visitor, question, chosen, error }: Shown): Response {
  const { client, scopes, userCode } = question;
  const props = {
    action: c.req.path,
    csrf: csrfToken(visitor.session),
    username: visitor.subject.username,
    toolsets: deps.toolsets,
    client,
    scopes,
    userCode,
    chosen,
    error,
  };
  const status = error === undefined ? 200 : 400;
  return replyPage(c, deps, { name: "consent", props, status, leadsAway: true });
}

const loginFor = (c: ApiContext): string => `/login?redirect=${encodeURIComponent(c.req.path)}`;
