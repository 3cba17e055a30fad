import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useMemo } from "react";
import { Redirect, Route, Switch } from "wouter";
import { z } from "zod";
import type { PageProps } from "../../src/wire/pages.ts";
import { ApiFailure, createApi } from "./api.ts";
import { NotHere } from "./parts/not-here.tsx";
import { Waiting } from "./parts/waiting.tsx";
import { ROUTES } from "./routes.tsx";
import { VisitorContext } from "./visitor-context.tsx";

// The content security policy forbids the functions that zod would make of schemas.
z.config({ jitless: true });

const RETRIES = 3;

/** What the browser shows below the navigation: one view at a time, each loaded when it is first opened. */
export function App(visitor: PageProps["app"]) {
  const context = useMemo(() => ({ visitor, api: createApi(visitor.csrf) }), [visitor]);
  const client = useMemo(createQueryClient, []);
  return (
    <VisitorContext value={context}>
      <QueryClientProvider client={client}>
        <Suspense fallback={<Waiting what="the page" />}>
          <Switch>
            {ROUTES.map(({ path, View }) => (
              <Route key={String(path)} path={path} component={View} />
            ))}
            <Route path="/app">
              <Redirect to="/workspaces" replace />
            </Route>
            <Route>
              <NotHere />
            </Route>
          </Switch>
        </Suspense>
      </QueryClientProvider>
    </VisitorContext>
  );
}

/** After every change all that is shown is asked for again. */
function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    mutationCache: new MutationCache({ onSettled: async () => await client.invalidateQueries() }),
    defaultOptions: { queries: { retry: (failures, error) => isWorthRetrying(error) && failures < RETRIES } },
  });
  return client;
}

const isWorthRetrying = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.status === 0 || error.status >= 500);
