import type { WorkspacesContext } from "../workspaces/workspaces-context.ts";
import type { ApiDeps } from "./api-deps.ts";

/** What the routes of templates, workspaces, builds and agents work with. */
export interface WorkspaceDeps extends ApiDeps {
  readonly workspaces: WorkspacesContext;
}
