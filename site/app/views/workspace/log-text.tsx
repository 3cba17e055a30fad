import { useEffect, useRef, type ReactNode } from "react";

/** Output that grows at its end, which stays in sight while the reader has not scrolled away from it. */
export function LogText({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  });
  return (
    <pre
      ref={box}
      className="log"
      role="log"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 20;
      }}
    >
      {children}
    </pre>
  );
}
