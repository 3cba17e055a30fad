import type { CoderClient } from "../../client/client.ts";
import { AppError } from "../../wire/errors.ts";
import type { CreateBuild, WorkspaceBuild } from "../../wire/workspace-build.ts";
import type { Workspace } from "../../wire/workspace.ts";
import type { CliContext } from "../cli-context.ts";
import { followJob } from "./follow-job.ts";

type Builds = Pick<CoderClient, "builds">;

/** Waits for a workspace's build and shows its log; throws AppError precondition when it does not succeed. */
export async function followBuild(
  context: CliContext,
  { builds }: Builds,
  build: WorkspaceBuild,
): Promise<void> {
  const { signal } = context;
  const job = await followJob(context, {
    job: async () => (await builds.get(build.id, { signal })).job,
    logs: async (after) => await builds.logs(build.id, after, { signal }),
  });
  if (job.status === "succeeded") return;
  const which = `build ${build.build_number} (${build.transition}) of ${build.workspace_owner_name}/${build.workspace_name}`;
  throw new AppError("precondition", `${which} ${job.status}: ${job.error ?? "its log says why"}`);
}

/** Starts a build and, unless `noWait`, sees it through; throws as followBuild. */
export async function buildWorkspace(
  context: CliContext,
  client: Pick<CoderClient, "builds" | "workspaces">,
  { id }: Workspace,
  { noWait, ...body }: CreateBuild & { readonly noWait: boolean },
): Promise<void> {
  const { value: build } = await client.workspaces.build(id, body, { signal: context.signal });
  if (!noWait) await followBuild(context, client, build);
}
