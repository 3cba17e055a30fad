/** Work that goes on after a tool has answered, by what it can be found again with. */
export type Ongoing =
  | {
      readonly kind: "build";
      /** The tool that began it. */
      readonly tool: BuildTool;
      readonly workspaceId: string;
      readonly buildId: string;
    }
  | {
      readonly kind: "execution";
      readonly workspaceId: string;
      readonly agentId: string;
      readonly executionId: string;
    };

export const BUILD_TOOLS = [
  "create_workspace",
  "start_workspace",
  "stop_workspace",
  "delete_workspace",
] as const;
export type BuildTool = (typeof BUILD_TOOLS)[number];

export const isBuildTool = (name: string): name is BuildTool => BUILD_TOOLS.some((tool) => tool === name);
