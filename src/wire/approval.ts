import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";

/** What a person is shown of a call that waits for them. */
export const ApprovalSummary = z.object({
  workspace: z.string().optional(),
  command: z.string().optional(),
  paths: z.array(z.string()).optional(),
});
export type ApprovalSummary = z.output<typeof ApprovalSummary>;

export const Approval = z.object({
  id: Uuid,
  user_id: Uuid,
  username: z.string(),
  tool: z.string(),
  summary: ApprovalSummary,
  /** SHA-256 of tool, workspace and arguments: what is approved is this call and no other. */
  digest: z.string(),
  rule: z.string(),
  status: z.enum(["pending", "approved", "denied", "used", "expired"]),
  created_at: Time,
  expires_at: Time,
});
export type Approval = z.output<typeof Approval>;

export const ApprovalList = z.object({ approvals: listOf(Approval) });
