import { callApi, expectApi, type Place } from "./api-calls.ts";
import { until } from "./until.ts";

/** Deletes every workspace, so that nothing of a test runs on when its deployment has ended. */
export async function deleteAllWorkspaces(place: Place): Promise<void> {
  await until("all workspaces are deleted", async () => {
    const { workspaces } = await expectApi(place, "GET /workspaces");
    for (const { id, latest_build: build } of workspaces) {
      const line = isActive(build.job.status)
        ? `PATCH /workspacebuilds/${build.id}/cancel`
        : `POST /workspaces/${id}/builds`;
      // Refused while a build is ending; the next look tries again.
      if (!isDeleting(build)) await callApi(place, line, { transition: "delete" });
    }
    return workspaces.length === 0;
  });
}

const isActive = (status: string): boolean => ["pending", "running", "canceling"].includes(status);

const isDeleting = (build: {
  readonly transition: string;
  readonly job: { readonly status: string };
}): boolean => build.transition === "delete" && isActive(build.job.status);
