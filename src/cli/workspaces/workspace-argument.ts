import type { CliArgument } from "../command.ts";

/** The argument that names a workspace; `required` of every command that takes one. */
export const workspaceArgument: CliArgument = {
  name: "workspace",
  description: "[owner/]name, or the UUID.",
  required: true,
  completes: "workspace",
};
