import { createContext, use } from "react";
import type { PageProps } from "../../src/wire/pages.ts";
import type { Api } from "./api.ts";

/** Who looks at the pages, and the API in their name. */
export interface AppContext {
  readonly visitor: PageProps["app"];
  readonly api: Api;
}

export const VisitorContext = createContext<AppContext | undefined>(undefined);

/** What the pages around this component were opened with. */
export function useApp(): AppContext {
  const context = use(VisitorContext);
  if (context === undefined) throw new Error("a view is shown inside of the app only");
  return context;
}
