import { useMutation } from "@tanstack/react-query";
import { WorkspaceBuild, type Transition } from "../../../../src/wire/workspace-build.ts";
import type { Workspace } from "../../../../src/wire/workspace.ts";
import { useApp } from "../../visitor-context.tsx";

interface WantedBuild {
  readonly workspace: Workspace;
  readonly transition: Transition;
  /** Another version than the workspace's own. */
  readonly versionId?: string;
}

/** Starts, stops, updates or deletes a workspace. */
export function useBuild() {
  const { api } = useApp();
  return useMutation({
    mutationFn: async ({ workspace, transition, versionId }: WantedBuild) => {
      const json = { transition, reason: "dashboard", template_version_id: versionId };
      const path = `/workspaces/${workspace.id}/builds`;
      return await api.ask({ method: "POST", path, json }, WorkspaceBuild);
    },
  });
}
