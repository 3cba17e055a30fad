import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { demandApproval, type GuardedCall } from "../oauth/approvals.ts";
import { approvalFor } from "../oauth/approval-rules.ts";
import type { Subject } from "../oauth/rbac.ts";
import { fieldOf } from "../lib/field-of.ts";
import type { WorkspaceFacts } from "../wire/workspace-selector.ts";
import type { AgentRequest } from "../workspaces/tunnels.ts";
import type { ApiContext } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { originOf } from "./request-origin.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** How a call is answered, and the key of its repetition, are no part of what a person approves. */
const INCIDENTAL: ReadonlySet<string> = new Set(["idempotency_key", "wait_ms", "reply_bytes", "strip_ansi"]);

const essential = (fields: Iterable<readonly [string, unknown]>): Record<string, unknown> =>
  Object.fromEntries([...fields].filter(([name]) => !INCIDENTAL.has(name)));

/** Demands a person's approval where a policy wants one; throws as `demandApproval` does. */
export async function guardCall(c: ApiContext, deps: WorkspaceDeps, call: GuardedCall): Promise<void> {
  const { identity, accessUrl } = deps;
  const origin = originOf(c.var.requestId, c.env?.incoming);
  const subject = subjectOf(c);
  // A call that is refused leaves nothing but the question.
  await deps.audit.apart(() => demandApproval({ identity, accessUrl, origin }, subject, call));
}

export interface RelayedRequest {
  readonly subject: Subject;
  readonly tool: string;
  readonly workspace: WorkspaceFacts | undefined;
  readonly request: AgentRequest;
}

/** The same for a request to an agent; returns the request to send, whose body may have been read. */
export async function guardRelay(
  c: ApiContext,
  deps: WorkspaceDeps,
  { subject, tool, workspace, request }: RelayedRequest,
): Promise<AgentRequest> {
  if (!subject.limits.some(({ approvals = [] }) => approvals.length > 0)) return request;
  const { method, path, body } = request;
  const url = new URL(path, "http://agent");
  const json = Buffer.isBuffer(body) ? jsonOf(body) : undefined;
  const about = { tool, workspace, ...factsOf(url, json) };
  if (approvalFor(subject, about) === undefined) return request;
  const whole = body instanceof Readable ? await bytesOf(body) : body;
  const content = body instanceof Readable ? digestOf(whole) : (json ?? null);
  const fields =
    typeof content === "object" && content !== null ? essential(Object.entries(content)) : content;
  const args = [method, url.pathname, essential(url.searchParams), fields];
  await guardCall(c, deps, { ...about, args });
  return { ...request, body: whole };
}

/** Undefined for what is no JSON, which the agent refuses. */
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function factsOf(url: URL, json: unknown): Pick<GuardedCall, "command" | "paths"> {
  const command = fieldOf(json, "command");
  const files = fieldOf(json, "files");
  const named = [url.searchParams.get("path"), fieldOf(json, "path")];
  const edited = Array.isArray(files) ? files.map((file: unknown) => fieldOf(file, "path")) : [];
  const paths = [...named, ...edited].filter((path) => typeof path === "string");
  return {
    ...(typeof command === "string" && { command }),
    ...(paths.length > 0 && { paths }),
  };
}

const bytesOf = async (body: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

const digestOf = (body: AgentRequest["body"]): string =>
  createHash("sha256")
    .update(Buffer.isBuffer(body) ? body : "")
    .digest("hex");
