import type { AppSpec } from "../wire/template-spec.ts";
import type { AppStatus } from "../wire/app-status.ts";
import type { WorkspaceApp } from "../wire/workspace-agent.ts";

/** What the API shows of an app, planned or running; nothing checks its health. */
export function toApp(id: string, app: AppSpec, statuses: readonly AppStatus[] = []): WorkspaceApp {
  return {
    id,
    ...(app.url !== null && { url: app.url }),
    ...(app.command !== null && { command: app.command }),
    external: app.external,
    slug: app.slug,
    display_name: app.display_name,
    icon: app.icon,
    healthcheck: { url: "", interval: 0, threshold: 0 },
    subdomain: app.subdomain ?? false,
    sharing_level: app.share ?? "owner",
    health: "disabled",
    hidden: app.hidden,
    open_in: "slim-window",
    statuses: [...statuses],
  };
}
