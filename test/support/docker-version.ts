import type { Template } from "../../src/wire/template.ts";
import type { DeploymentFixture } from "./deployment-fixture.ts";
import { workspaceFixture } from "./workspace-fixture.ts";

type TemplateFacts = Pick<Template, "active_version_id" | "created_at" | "updated_at" | "created_by_id">;

/** Serves the active version of a template, whose README is "# Docker", without parameters and presets. */
export function serveDockerVersion(deployment: DeploymentFixture, template: TemplateFacts): void {
  deployment.on("GET /templateversions/:id", () => ({
    id: template.active_version_id,
    created_at: template.created_at,
    updated_at: template.updated_at,
    name: "v1",
    readme: "# Docker",
    job: workspaceFixture().latest_build.job,
    created_by: { id: template.created_by_id, username: "ann" },
  }));
  deployment.on("GET /templateversions/:id/rich-parameters", () => []);
  deployment.on("GET /templateversions/:id/presets", () => []);
}
