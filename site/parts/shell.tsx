import type { ReactNode } from "react";

/** What every page has around it. */
export function Shell({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <>
      <header className="brand">
        <a href="/">coder</a>
      </header>
      <main className="card">
        <h1>{heading}</h1>
        {children}
      </main>
    </>
  );
}
