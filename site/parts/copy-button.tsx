import { useState } from "react";
import { useScripted } from "./use-scripted.ts";

/** Puts a text into the clipboard; absent where no script runs or the browser has no clipboard for pages. */
export function CopyButton({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const scripted = useScripted();
  if (!scripted || !window.isSecureContext) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <button type="button" className="quiet" aria-live="polite" onClick={() => void copy()}>
      {copied ? "Copied" : "Copy"}
    </button>
  );
}
