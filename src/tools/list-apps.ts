import { z } from "zod";
import type { ListeningPort } from "../wire/listening-ports.ts";
import type { WorkspaceApp } from "../wire/workspace-agent.ts";
import { appUrl } from "./coder/app-url.ts";
import { clipText } from "./format.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const listApps = defineTool({
  name: "list_apps",
  title: "List apps",
  description: "List a workspace's apps with their URLs, and the ports on which something listens.",
  annotations: READS,
  toolsets: ["apps"],
  scopes: ["workspace:read"],
  input: z.strictObject({ workspace: workspaceArgument }),

  async run(context, { workspace }) {
    const { signal, client } = context;
    return onAgent(context, shortReach(context, workspace), async (target) => {
      const host = await client.applicationHost({ signal });
      const { ports } = await client.agents.listeningPorts(target.agent.id, { signal });
      const apps = target.agent.apps.map((app) => ({
        slug: app.slug,
        name: app.display_name ?? app.slug,
        url: appUrl(context, target, { ...app, host }),
        external: app.external,
        sharing: app.sharing_level,
        health: app.health,
      }));
      const lines = [...apps.map(showApp), ...ports.map(showPort)];
      const text = lines.length === 0 ? "No apps, and nothing listens on a port." : lines.join("\n");
      return { text: clipText(text), structured: { apps, ports } };
    });
  },
});

const showApp = ({
  slug,
  url,
  sharing,
}: {
  readonly slug: string;
  readonly url: string;
  readonly sharing: WorkspaceApp["sharing_level"];
}): string => `app ${slug}${url === "" ? " (a command)" : ` ${url}`} for ${sharing}`;

const showPort = ({ port, process_name: name }: ListeningPort): string =>
  `port ${port}${name === "" ? "" : ` ${name}`}`;
