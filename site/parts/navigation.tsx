import { useLocation } from "wouter";
import type { AppPage } from "../../src/wire/pages.ts";

interface Place {
  readonly href: string;
  readonly text: string;
  readonly isShown?: (visitor: AppPage) => boolean;
}

const PLACES: readonly Place[] = [
  { href: "/workspaces", text: "Workspaces" },
  { href: "/templates", text: "Templates" },
  { href: "/activity", text: "Activity" },
  { href: "/approvals", text: "Approvals" },
  { href: "/tokens", text: "Clients" },
  { href: "/audit", text: "Audit", isShown: ({ mayReadAudit }) => mayReadAudit },
  { href: "/users", text: "Users", isShown: ({ mayManageUsers }) => mayManageUsers },
  { href: "/settings", text: "Settings" },
];

/** Leads to every view. Plain links, so that each is a document with its own policy and works while a script loads. */
export function Navigation({ visitor }: { readonly visitor: AppPage }) {
  const [path] = useLocation();
  return (
    <header className="bar">
      <a href="/" className="mark">
        coder
      </a>
      <nav aria-label="Main">
        {PLACES.filter(({ isShown }) => isShown?.(visitor) ?? true).map(({ href, text }) => (
          <a key={href} href={href} aria-current={path.startsWith(href) ? "page" : undefined}>
            {text}
          </a>
        ))}
      </nav>
      <span className="who">
        {visitor.username} <a href="/logout">Log out</a>
      </span>
    </header>
  );
}
