import { z } from "zod";
import { Approval, ApprovalList } from "../../../wire/approval.ts";
import { ExplainPolicy, Policy, PolicyExplanation, PolicyView } from "../../../wire/policy.ts";
import type { Operations } from "../operation.ts";

/** What administrators allow at most, and calls that wait for a person. */
export const permissionOperations: Operations = {
  "GET /policy": {
    summary: "What administrators allow at most, for owners and auditors",
    answers: { 200: PolicyView },
    support: "ours",
  },
  "PUT /policy": {
    summary: "Puts a policy in the place of the one before",
    body: Policy,
    answers: { 200: Policy },
    support: "ours",
  },
  "POST /policy/explain": {
    summary: "Whether a user may call a tool, and which rule decides",
    body: ExplainPolicy,
    answers: { 200: PolicyExplanation },
    support: "ours",
  },
  "GET /approvals": {
    summary: "Calls that wait for a person, newest first",
    query: z.object({ status: z.string().optional() }),
    answers: { 200: ApprovalList },
    support: "ours",
  },
  "GET /approvals/:approval": {
    summary: "A call that waits or waited",
    answers: { 200: Approval },
    support: "ours",
  },
  "POST /approvals/:approval/approve": {
    summary: "Approves the call once, as a person who logged in",
    answers: { 200: Approval },
    refusals: [409],
    support: "ours",
  },
  "POST /approvals/:approval/deny": {
    summary: "Denies the call, as a person who logged in",
    answers: { 200: Approval },
    refusals: [409],
    support: "ours",
  },
};
