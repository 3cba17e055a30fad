import { useEffect, type ReactNode } from "react";

/** The heading of a view, and the title of the browser's tab. */
export function Heading({ children, actions }: { readonly children: string; readonly actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${children} · coder`;
  }, [children]);
  return (
    <div className="heading">
      <h1>{children}</h1>
      {actions === undefined ? null : <div className="actions">{actions}</div>}
    </div>
  );
}
