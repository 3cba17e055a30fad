import { z } from "zod";

/** The argument that names a workspace in every tool. */
export const workspaceArgument = z.string().describe("[owner/]name[.agent] or UUID");
