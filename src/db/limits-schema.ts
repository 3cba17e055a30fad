import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { ApprovalSummary } from "../wire/approval.ts";
import type { Policy } from "../wire/policy.ts";
import type { NullableTime, Stamp } from "./columns.ts";

/** Rows of what narrows calls. */
export interface LimitsDatabase {
  readonly limited_executions: LimitedExecutionTable;
  readonly approvals: ApprovalTable;
  readonly deployment_policies: DeploymentPolicyTable;
}

interface LimitedExecutionTable {
  id: string;
  counter: string;
  agent_id: string;
  execution_id: ColumnType<string | null, string | null | undefined, string>;
  created_at: Stamp;
}

interface DeploymentPolicyTable {
  id: Generated<number>;
  document: JSONColumnType<Policy>;
  created_by: string;
  created_at: Stamp;
}

export interface ApprovalTable {
  id: string;
  user_id: string;
  key_id: string;
  tool: string;
  summary: JSONColumnType<ApprovalSummary>;
  digest: string;
  rule: string;
  status: Generated<"pending" | "approved" | "denied" | "used">;
  decided_by: string | null;
  decided_at: NullableTime;
  created_at: Stamp;
  expires_at: Date;
}
