import type { WorkspaceAgent } from "../../../../src/wire/workspace-agent.ts";
import type { Workspace } from "../../../../src/wire/workspace.ts";

const BUILDING: readonly string[] = ["pending", "starting", "stopping", "deleting", "canceling"];

export const isBuilding = ({ latest_build: { status } }: Workspace): boolean => BUILDING.includes(status);

export const agentsOf = ({ latest_build: build }: Workspace): readonly WorkspaceAgent[] =>
  build.resources.flatMap(({ agents }) => agents);

/** The address of a workspace's page. */
export const workspacePath = ({ owner_name: owner, name }: Pick<Workspace, "owner_name" | "name">): string =>
  `/@${owner}/${name}`;
