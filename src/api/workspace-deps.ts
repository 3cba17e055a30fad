import type { PurposeKeys } from "../oauth/deployment-keys.ts";
import type { AuditEntry } from "../wire/audit-log.ts";
import type { WorkspacesContext } from "../workspaces/workspaces-context.ts";
import type { ApiDeps } from "./api-deps.ts";

/** What the routes of templates, workspaces, builds and agents work with. */
export interface WorkspaceDeps extends ApiDeps {
  readonly workspaces: WorkspacesContext;
  /** Sign the URLs of file transfers. */
  readonly transferKeys: () => PurposeKeys;
  /** Sign what lets a browser reach an app. */
  readonly appKeys: () => PurposeKeys;
  /** Lets pages of apps below the deployment's own host share its origin. */
  readonly pathAppsShareOrigin: boolean;
  /** Resolves when the entry is kept; never rejects. */
  readonly recordAudit: (entry: AuditEntry) => Promise<void>;
  /** The toolsets that a tool is in; none for an unknown one. */
  readonly toolsetsOf: (tool: string) => readonly string[];
}
