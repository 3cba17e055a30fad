import { Hono } from "hono";
import type { z } from "zod";
import { credentialRefOf } from "../oauth/credential-ref.ts";
import type { Subject } from "../oauth/rbac.ts";
import { FileStat } from "../wire/agent-files.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import { StartTransfer, type FileTransfer } from "../wire/file-transfer.ts";
import { rfc3339 } from "../lib/rfc3339.ts";
import { wholeBody } from "../workspaces/agent-response.ts";
import type { AgentPlace } from "../workspaces/relay-to-agent.ts";
import { agentParam } from "./agents.ts";
import { admitTools } from "./admit-tools.ts";
import { admitTransfer } from "./admit-transfer.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { askAgent } from "./ask-agent.ts";
import { subjectOf, tokenOf } from "./authenticate.ts";
import { guardCall } from "./guard-call.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { auditTransfer } from "./transfer-audit.ts";
import { sealTicket, transferAction, type TransferTicket } from "./transfer-ticket.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { placeOfAgent, workspaceTarget } from "./workspace-param.ts";

/** Gives URLs for single files of a workspace, which need no login and end soon. */
export const fileTransferRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>().post("/workspaceagents/:agent/files/transfers", async (c) => {
    const subject = subjectOf(c);
    const request = await parseBody(c, StartTransfer);
    const agent = await agentParam(c, deps, transferAction(request));
    admitTransfer(subject);
    const tool = `${request.direction}_file`;
    if (request.direction === "upload") admitTools(subject.limits, [tool], deps);
    const { workspace } = workspaceTarget(placeOfAgent(agent));
    await guardCall(c, deps, { tool, workspace, paths: [request.path], args: request });
    const ticket = ticketOf(c, subject, request);
    const look = { ...request, username: subject.username, signal: c.req.raw.signal };
    const found = await auditTransfer(c, deps, { ticket, action: "create" }, async () => ({
      result: await lookAt(deps, agent, look),
      status: 201,
    }));
    const search = new URLSearchParams({ ticket: sealTicket(deps.transferKeys(), ticket) });
    const transfer: FileTransfer = {
      url: `${deps.accessUrl}/api/v2/transfers?${search.toString()}`,
      method: request.direction === "download" ? "GET" : "PUT",
      path: request.path,
      expires_at: rfc3339(new Date(ticket.expires * 1000)),
      size: found?.size ?? null,
      etag: found?.etag ?? null,
      max_bytes: request.direction === "download" ? null : request.max_bytes,
    };
    return reply(c, transfer, 201);
  });

function ticketOf(c: ApiContext, subject: Subject, request: z.output<typeof StartTransfer>): TransferTicket {
  const { expires_in: seconds, ...wanted } = request;
  const end = Math.min(Date.now() + seconds * 1000, subject.expiresAt.getTime());
  return {
    ...wanted,
    agent: uuidParam(c, "agent"),
    expires: Math.floor(end / 1000),
    credential: credentialRefOf(tokenOf(c) ?? ""),
    user: subject.userId,
    key: subject.keyId,
  };
}

interface Look {
  readonly direction: "download" | "upload";
  readonly path: string;
  readonly username: string;
  readonly signal: AbortSignal;
}

/** What is there, so that a URL that could never work is not given; undefined where an upload would make the file. */
async function lookAt(deps: WorkspaceDeps, agent: AgentPlace, look: Look): Promise<FileStat | undefined> {
  const { path, direction } = look;
  const query = new URLSearchParams({ path });
  try {
    const answer = await askAgent(deps, agent, {
      ...look,
      method: "GET",
      path: `/files/stat?${query.toString()}`,
    });
    const found = FileStat.parse(JSON.parse((await wholeBody(answer)).toString("utf8")));
    if (found.type === "file" || found.type === "symlink") return found;
    throw invalidField("path", `${path} is a ${found.type}; a transfer is of one regular file`);
  } catch (error) {
    const isMissing = error instanceof AppError && error.code === "not_found";
    if (isMissing && direction === "upload") return undefined;
    throw error;
  }
}
