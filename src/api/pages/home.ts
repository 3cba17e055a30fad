import { Hono } from "hono";
import { hasUsers } from "../../oauth/first-user.ts";
import type { ApiEnv } from "../api-env.ts";
import type { PageDeps } from "./page-deps.ts";
import { replyPage, seeOther } from "./page-reply.ts";
import { visitorOf } from "./visitor.ts";

/** Where a person begins: the set-up, the login, or how to connect a client. */
export const homePage = (deps: PageDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get("/", async (c) => {
    const visitor = visitorOf(c);
    if (visitor === undefined) return seeOther(c, (await hasUsers(deps.identity)) ? "/login" : "/setup");
    const { experiments, interactions } = deps;
    const mcpUrl = experiments.includes("mcp-server-http") ? deps.mcpUrl : undefined;
    const { username } = visitor.subject;
    const props = { username, mcpUrl, asksForConsent: interactions !== undefined };
    return replyPage(c, deps, { name: "home", props });
  });
