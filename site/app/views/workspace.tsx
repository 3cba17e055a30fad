import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, type ComponentType } from "react";
import { Link, useParams } from "wouter";
import { Workspace } from "../../../src/wire/workspace.ts";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { NotHere } from "../parts/not-here.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Waiting } from "../parts/waiting.tsx";
import { useApp } from "../visitor-context.tsx";
import { useWatched } from "./workspace/use-watched.ts";
import { workspacePath } from "./workspace/workspace-facts.ts";

export interface TabProps {
  readonly workspace: Workspace;
}

interface Tab {
  /** The last part of the address; empty for the first. */
  readonly path: string;
  readonly title: string;
  readonly View: ComponentType<TabProps>;
  /** Opened as a document of its own, which has a content security policy of its own. */
  readonly apart?: boolean;
}

const TABS: readonly Tab[] = [
  {
    path: "",
    title: "Overview",
    View: lazy(async () => ({ default: (await import("./workspace/overview.tsx")).Overview })),
  },
  {
    path: "terminal",
    title: "Terminal",
    View: lazy(async () => ({ default: (await import("./workspace/terminal.tsx")).TerminalTab })),
    apart: true,
  },
  {
    path: "commands",
    title: "Commands",
    View: lazy(async () => ({ default: (await import("./workspace/commands.tsx")).Commands })),
  },
  {
    path: "files",
    title: "Files",
    View: lazy(async () => ({ default: (await import("./workspace/files.tsx")).Files })),
  },
  {
    path: "apps",
    title: "Apps",
    View: lazy(async () => ({ default: (await import("./workspace/apps.tsx")).Apps })),
  },
  {
    path: "activity",
    title: "Activity",
    View: lazy(async () => ({
      default: (await import("./workspace/workspace-activity.tsx")).WorkspaceActivity,
    })),
  },
  {
    path: "builds",
    title: "Builds",
    View: lazy(async () => ({ default: (await import("./workspace/builds.tsx")).Builds })),
  },
];

/** One workspace; what the page shows follows what becomes of it. */
export function WorkspaceView() {
  const { api } = useApp();
  const { owner = "", name = "", tab = "" } = useParams();
  const queryKey = ["workspace", owner, name];
  const path = `/users/${encodeURIComponent(owner)}/workspace/${encodeURIComponent(name)}`;
  const query = useQuery({ queryKey, queryFn: ({ signal }) => api.get(path, Workspace, {}, signal) });
  useWatched(query.data?.id, queryKey);
  const shown = TABS.find((one) => one.path === tab);
  if (shown === undefined) return <NotHere />;
  return (
    <Loaded query={query} what="the workspace">
      {(workspace) => (
        <>
          <Heading
            actions={<StatusBadge status={workspace.latest_build.status} />}
          >{`${owner}/${name}`}</Heading>
          <Tabs workspace={workspace} current={shown} />
          <Suspense fallback={<Waiting what="the page" />}>
            <shown.View workspace={workspace} />
          </Suspense>
        </>
      )}
    </Loaded>
  );
}

function Tabs({ workspace, current }: TabProps & { readonly current: Tab }) {
  const base = workspacePath(workspace);
  return (
    <nav className="tabs" aria-label="Of this workspace">
      {TABS.map(({ path, title, apart = false }) => {
        const href = path === "" ? base : `${base}/${path}`;
        const here = path === current.path ? "page" : undefined;
        return apart || current.apart === true ? (
          <a key={path} href={href} aria-current={here}>
            {title}
          </a>
        ) : (
          <Link key={path} href={href} aria-current={here}>
            {title}
          </Link>
        );
      })}
    </nav>
  );
}
