import { Hono } from "hono";
import { readPolicy, setPolicy } from "../oauth/policy.ts";
import { ExplainPolicy, Policy } from "../wire/policy.ts";
import type { ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { explainPolicy } from "./explain-policy.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { originOf } from "./request-origin.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** What administrators allow at most, and why a call is allowed or not. */
export const policyRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> => {
  const { identity } = deps;
  return new Hono<ApiEnv>()
    .get("/policy", async (c) => {
      authorize(subjectOf(c), "read", { type: "deployment_config" });
      const database = await readPolicy(identity);
      return reply(c, { file: identity.filePolicy ?? null, database: database ?? null });
    })
    .put("/policy", async (c) => {
      const subject = subjectOf(c);
      authorize(subject, "update", { type: "deployment_config" });
      const policy = await parseBody(c, Policy);
      await setPolicy(identity, policy, subject, originOf(c.var.requestId, c.env?.incoming));
      identity.subjects?.clear();
      return reply(c, policy);
    })
    .post("/policy/explain", async (c) => {
      authorize(subjectOf(c), "read", { type: "deployment_config" });
      return reply(c, await explainPolicy(deps, await parseBody(c, ExplainPolicy), subjectOf(c)));
    });
};
