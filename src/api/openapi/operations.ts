import { ReadinessAnswer } from "../../wire/readiness.ts";
import type { Content, Operation, Operations } from "./operation.ts";
import { agentFileOperations } from "./operations/agent-files.ts";
import { agentOperations } from "./operations/agents.ts";
import { buildOperations } from "./operations/builds.ts";
import { deploymentOperations } from "./operations/deployment.ts";
import { fileTransferOperations } from "./operations/file-transfers.ts";
import { dryRunOperations } from "./operations/dry-runs.ts";
import { organizationOperations } from "./operations/organizations.ts";
import { permissionOperations } from "./operations/permissions.ts";
import { templateVersionOperations } from "./operations/template-versions.ts";
import { templateOperations } from "./operations/templates.ts";
import { tokenOperations } from "./operations/tokens.ts";
import { userOperations } from "./operations/users.ts";
import { workspaceOperations } from "./operations/workspaces.ts";

/** Operations of one kind: `tag` heads them in the documentation. */
export interface OperationGroup {
  readonly tag: string;
  /** In front of their paths. */
  readonly base: string;
  readonly operations: Operations;
}

const TEXT: Content = { mediaType: "text/plain" };

const probes: Operations = {
  "GET /healthz": { summary: "Whether it answers", answers: { 200: TEXT }, isPublic: true, support: "full" },
  "GET /readyz": {
    summary:
      "Whether it can serve: 503 unless its database answers, with this version's schema, and it is not closing",
    answers: { 200: ReadinessAnswer, 503: ReadinessAnswer },
    isPublic: true,
    support: "ours",
  },
  "GET /latency-check": {
    summary: "The same, for pages of any origin",
    answers: { 200: TEXT },
    isPublic: true,
    support: "full",
  },
};

const API = "/api/v2";

/** Every operation of the API; a test holds them equal to the routes. */
export const OPERATION_GROUPS: readonly OperationGroup[] = [
  { tag: "Health", base: "", operations: probes },
  { tag: "Deployment", base: API, operations: deploymentOperations },
  { tag: "Users", base: API, operations: userOperations },
  { tag: "Tokens", base: API, operations: tokenOperations },
  { tag: "Organizations", base: API, operations: organizationOperations },
  { tag: "Policy and approvals", base: API, operations: permissionOperations },
  { tag: "Templates", base: API, operations: templateOperations },
  { tag: "Template versions", base: API, operations: templateVersionOperations },
  { tag: "Dry-runs", base: API, operations: dryRunOperations },
  { tag: "Workspaces", base: API, operations: workspaceOperations },
  { tag: "Builds", base: API, operations: buildOperations },
  { tag: "Agents", base: API, operations: agentOperations },
  { tag: "Files of agents", base: API, operations: agentFileOperations },
  { tag: "Transfers", base: API, operations: fileTransferOperations },
];

export interface ListedOperation extends Operation {
  readonly tag: string;
  readonly method: string;
  /** As the router has it: `/api/v2/users/:user`. */
  readonly path: string;
}

/** The operations one by one, with their whole paths. */
export function listOperations(groups: readonly OperationGroup[]): readonly ListedOperation[] {
  return groups.flatMap(({ tag, base, operations }) =>
    Object.entries(operations).map(([route, operation]) => {
      const [method = "", path = ""] = route.split(" ");
      return { ...operation, tag, method, path: base + path };
    }),
  );
}
