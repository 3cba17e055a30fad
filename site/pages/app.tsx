import { lazy, Suspense } from "react";
import { Router } from "wouter";
import type { PageProps } from "../../src/wire/pages.ts";
import { Waiting } from "../app/parts/waiting.tsx";
import { Navigation } from "../parts/navigation.tsx";
import { useScripted } from "../parts/use-scripted.ts";

/** Loaded by browsers only: the server makes the frame, and the script fills it. */
const App = import.meta.env.SSR
  ? (_visitor: PageProps["app"]) => <Waiting what="the page" />
  : lazy(async () => ({ default: (await import("../app/app.tsx")).App }));

export function AppPage(props: PageProps["app"]) {
  const scripted = useScripted();
  return (
    <Router ssrPath={props.path}>
      <Navigation visitor={props} />
      <main className="app">
        <noscript>
          <p className="refusal">
            These pages need JavaScript. Without it, use <code>coder</code> on the command line, or your
            assistant.
          </p>
        </noscript>
        {scripted ? (
          <Suspense fallback={<Waiting what="the page" />}>
            <App {...props} />
          </Suspense>
        ) : (
          <Waiting what="the page" />
        )}
      </main>
    </Router>
  );
}
