import { Approval } from "../wire/approval.ts";
import type { CommandContext } from "./cli-context.ts";
import { clientFor } from "./client-for.ts";
import { requireSession } from "./session.ts";

/** Sends a person's answer to a call that waits, and prints what became of it. */
export async function answerApproval(
  context: CommandContext,
  id: string,
  answer: "approve" | "deny",
): Promise<number> {
  const client = await clientFor(context, await requireSession(context));
  const path = `/approvals/${encodeURIComponent(id)}/${answer}`;
  const { tool, status } = await client.http.json({ method: "POST", path, signal: context.signal }, Approval);
  context.stdout.write(`${tool} is ${status}.\n`);
  return 0;
}
