import type { WorkspaceApp } from "../../wire/workspace-agent.ts";
import type { ToolContext } from "../context.ts";
import type { Target } from "../reach-agent.ts";

type Place = Pick<Target, "workspace" | "agent">;

/** Where the deployment serves an app; an external one is where it says, and a command has no URL. */
export function appUrl(
  context: ToolContext,
  place: Place,
  app: WorkspaceApp & { readonly host: string },
): string {
  if (app.external || app.url === undefined || app.url === "") return app.url ?? "";
  if (app.subdomain && app.host !== "") {
    const name = app.subdomain_name ?? "";
    return hostUrl(context, app.host, name === "" ? subdomainOf(place, app.slug) : name);
  }
  const { workspace, agent } = place;
  const [owner, name, slug] = [workspace.owner_name, workspace.name, app.slug].map(encodeURIComponent);
  return `${context.client.http.baseUrl}/@${owner}/${name}.${encodeURIComponent(agent.name)}/apps/${slug}/`;
}

/** The name of an app's or a port's own host, below the wildcard one. */
export const subdomainOf = ({ workspace, agent }: Place, app: string): string =>
  [app, agent.name, workspace.name, workspace.owner_name].join("--");

/** A URL of the deployment's wildcard host, which `/applications/host` tells. */
export function hostUrl({ client }: ToolContext, host: string, name: string): string {
  const { protocol } = new URL(client.http.baseUrl);
  return `${protocol}//${host.replace("*", name)}`;
}
