import { Readable } from "node:stream";
import { Hono } from "hono";
import { subjectOfRef } from "../oauth/credential-ref.ts";
import type { Subject } from "../oauth/rbac.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import { ReceivedFile } from "../wire/file-transfer.ts";
import { agentPlace, type AgentPlace } from "../workspaces/relay-to-agent.ts";
import { bodyOf, wholeBody, type AgentResponse } from "../workspaces/agent-response.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { askAgent } from "./ask-agent.ts";
import { admitTransfer } from "./admit-transfer.ts";
import { authorize } from "./authorize.ts";
import { downloadHeaders } from "./download-headers.ts";
import { reply } from "./reply.ts";
import { auditTransfer, type TransferOutcome } from "./transfer-audit.ts";
import { openTicket, transferAction, type TransferTicket } from "./transfer-ticket.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { placeOfAgent, workspaceTarget } from "./workspace-param.ts";

/** Where the URLs of transfers lead: the ticket in them stands for a login, as long as its token lives. */
export const useTransferRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/transfers", async (c) => await use(c, deps, "download"))
    .put("/transfers", async (c) => await use(c, deps, "upload"));

async function use(
  c: ApiContext,
  deps: WorkspaceDeps,
  direction: TransferTicket["direction"],
): Promise<Response> {
  const ticket = openTicket(deps.transferKeys(), c.req.query("ticket") ?? "");
  const action = direction === "upload" ? "write" : "open";
  return await auditTransfer(c, deps, { ticket, action }, async () => {
    if (ticket.direction !== direction)
      throw new AppError("forbidden", `This URL is for one ${ticket.direction}, not for an ${direction}.`);
    const permitted = await permit(deps, ticket);
    return await (direction === "upload" ? upload : download)(c, deps, permitted);
  });
}

interface Permitted {
  readonly ticket: TransferTicket;
  readonly subject: Subject;
  readonly agent: AgentPlace;
}

/** Looked at for every use: a URL ends with its time, its token, and its user's right to the workspace. */
async function permit(deps: WorkspaceDeps, ticket: TransferTicket): Promise<Permitted> {
  const end = new Date(ticket.expires * 1000);
  if (end.getTime() <= Date.now())
    throw new AppError("forbidden", `This URL expired at ${end.toISOString()}.`, {
      detail: "ask for another one",
    });
  const subject = await subjectOfRef(deps.identity, ticket.credential).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== "unauthenticated") throw error;
    throw new AppError("forbidden", "The token that this URL was made with is over.", {
      detail: error.detail,
    });
  });
  const agent = await agentPlace(deps.workspaces, ticket.agent);
  if (agent === undefined) throw resourceNotFound();
  authorize(subject, transferAction(ticket), workspaceTarget(placeOfAgent(agent)));
  admitTransfer(subject);
  return { ticket, subject, agent };
}

async function download(
  c: ApiContext,
  deps: WorkspaceDeps,
  { ticket, subject, agent }: Permitted,
): Promise<TransferOutcome<Response>> {
  const { path, if_match: ifMatch } = ticket;
  const query = searchOf({
    path,
    if_match: ifMatch,
    range: c.req.header("range"),
    if_range: c.req.header("if-range"),
    head: c.req.method === "HEAD" ? "true" : undefined,
  });
  const call = { method: "GET", path: `/files/download?${query}`, signal: c.req.raw.signal };
  const answer = await askAgent(deps, agent, { ...call, username: subject.username });
  const headers = downloadHeaders(path, answer);
  if (answer.status === 416) {
    c.header("Content-Range", headers["content-range"]);
    throw new AppError("invalid", `Range: the file has ${sizeOf(answer)} bytes.`, { status: 416 });
  }
  const body = bodyOf(answer);
  const facts = { bytes: Number(headers["content-length"]), size: sizeOf(answer), etag: headers["etag"] };
  return { result: new Response(body, { status: answer.status, headers }), status: answer.status, facts };
}

const sizeOf = ({ headers }: AgentResponse): number => Number(headers["x-file-size"]);

async function upload(
  c: ApiContext,
  deps: WorkspaceDeps,
  { ticket, subject, agent }: Permitted,
): Promise<TransferOutcome<Response>> {
  const { path, mode, if_match: ifMatch, max_bytes: maxBytes } = ticket;
  const length = c.req.header("content-length");
  if (Number(length ?? 0) > maxBytes)
    throw new AppError("too_large", `The body has ${length} bytes; this URL takes at most ${maxBytes}.`);
  c.env?.takesLong?.();
  const query = searchOf({ path, mode, if_match: ifMatch, max_bytes: String(maxBytes) });
  const answer = await askAgent(deps, agent, {
    method: "PUT",
    path: `/files/upload?${query}`,
    username: subject.username,
    headers: length === undefined ? {} : { "content-length": length },
    body: c.req.raw.body === null ? undefined : Readable.fromWeb(c.req.raw.body),
    signal: c.req.raw.signal,
  });
  const text = (await wholeBody(answer)).toString("utf8");
  const received = ReceivedFile.parse(JSON.parse(text));
  const status = received.created ? 201 : 200;
  c.header("ETag", `"${received.etag}"`);
  const { size, sha256 } = received;
  return { result: reply(c, received, status), status, facts: { bytes: size, sha256 } };
}

function searchOf(fields: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) search.set(name, value);
  return search.toString();
}
