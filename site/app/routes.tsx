import { lazy, type ComponentType } from "react";

interface AppRoute {
  /** Named groups of an expression are the view's parameters. */
  readonly path: string | RegExp;
  readonly View: ComponentType;
}

/** The views, in the order in which their addresses are tried; src/api/pages/app.ts serves the same addresses. */
export const ROUTES: readonly AppRoute[] = [
  {
    path: "/workspaces",
    View: lazy(async () => ({ default: (await import("./views/workspaces.tsx")).Workspaces })),
  },
  {
    path: "/workspaces/new",
    View: lazy(async () => ({ default: (await import("./views/create-workspace.tsx")).CreateWorkspace })),
  },
  {
    path: /^\/@(?<owner>[^/]+)\/(?<name>[^/]+)(?:\/(?<tab>[a-z]+))?\/?$/,
    View: lazy(async () => ({ default: (await import("./views/workspace.tsx")).WorkspaceView })),
  },
  {
    path: "/templates",
    View: lazy(async () => ({ default: (await import("./views/templates.tsx")).Templates })),
  },
  {
    path: "/templates/:template",
    View: lazy(async () => ({ default: (await import("./views/template.tsx")).TemplateView })),
  },
  {
    path: "/activity",
    View: lazy(async () => ({ default: (await import("./views/activity.tsx")).Activity })),
  },
  {
    path: "/tokens",
    View: lazy(async () => ({ default: (await import("./views/tokens.tsx")).Tokens })),
  },
  {
    path: "/audit",
    View: lazy(async () => ({ default: (await import("./views/audit.tsx")).Audit })),
  },
  {
    path: "/users",
    View: lazy(async () => ({ default: (await import("./views/users.tsx")).Users })),
  },
  {
    path: "/settings",
    View: lazy(async () => ({ default: (await import("./views/settings.tsx")).Settings })),
  },
];
