import { Hono } from "hono";
import { decide, listApprovals, readApproval } from "../oauth/approvals.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { reply } from "./reply.ts";
import { originOf } from "./request-origin.ts";
import { uuidParam } from "./uuid-param.ts";

/** Calls that wait for a person, and the person's answers. */
export const approvalRoutes = ({ identity }: ApiDeps): Hono<ApiEnv> => {
  const answer = async (c: ApiContext, status: "approved" | "denied"): Promise<Response> => {
    const origin = originOf(c.var.requestId, c.env?.incoming);
    return reply(c, await decide(identity, subjectOf(c), { id: uuidParam(c, "approval"), status, origin }));
  };
  return new Hono<ApiEnv>()
    .get("/approvals", async (c) => {
      const approvals = await listApprovals(identity, subjectOf(c), c.req.query("status") === "pending");
      return reply(c, { approvals });
    })
    .get("/approvals/:approval", async (c) =>
      reply(c, await readApproval(identity, subjectOf(c), uuidParam(c, "approval"))),
    )
    .post("/approvals/:approval/approve", async (c) => await answer(c, "approved"))
    .post("/approvals/:approval/deny", async (c) => await answer(c, "denied"));
};
