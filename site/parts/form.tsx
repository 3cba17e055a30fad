import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from "react";
import type { FormPage } from "../../src/wire/pages.ts";

/** A form that a browser sends as it is; with a script it is sent only once. */
export function Form({ action, csrf, error, children }: FormPage & { readonly children: ReactNode }) {
  const { busy, onSubmit } = useOnce();
  return (
    <form method="post" action={action} onSubmit={onSubmit} aria-busy={busy}>
      <input type="hidden" name="csrf" value={csrf} />
      {error === undefined ? null : (
        <p className="refusal" role="alert">
          {error}
        </p>
      )}
      {children}
    </form>
  );
}

/** Stops a second submission; a page that the browser brings back from its history may be sent again. */
function useOnce() {
  const sent = useRef(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const again = () => {
      sent.current = false;
      setBusy(false);
    };
    window.addEventListener("pageshow", again);
    return () => window.removeEventListener("pageshow", again);
  }, []);
  const onSubmit = (event: SyntheticEvent) => {
    if (sent.current) event.preventDefault();
    sent.current = true;
    setBusy(true);
  };
  return { busy, onSubmit };
}
