import { type RefObject, useEffect, useRef, useState } from "react";
import { useScripted } from "./use-scripted.ts";

/** Says in one sentence, while the person chooses, what the form as it stands would allow. */
export function GrantSummary({ clientName }: { readonly clientName: string }) {
  const scripted = useScripted();
  const anchor = useRef<HTMLDivElement>(null);
  const summary = useSummary(anchor, clientName);
  return (
    <div ref={anchor} className="summary" role="status" hidden={!scripted}>
      {summary}
    </div>
  );
}

function useSummary(anchor: RefObject<HTMLDivElement | null>, clientName: string): string {
  const [summary, setSummary] = useState("");
  useEffect(() => {
    const form = anchor.current?.closest("form");
    if (!form) return;
    const update = () => setSummary(summaryOf(new FormData(form), clientName));
    update();
    form.addEventListener("input", update);
    return () => form.removeEventListener("input", update);
  }, [anchor, clientName]);
  return summary;
}

const REACH: Readonly<Record<string, string>> = {
  own: "your own workspaces",
  all: "every workspace that you can reach",
};

function summaryOf(choices: FormData, clientName: string): string {
  const text = (name: string): string => {
    const value = choices.get(name);
    return typeof value === "string" ? value : "";
  };
  const rights = choices.getAll("scope").length;
  if (rights === 0) return "Nothing is ticked: tick what it may do, or deny.";
  const many = rights === 1 ? "1 right" : `${rights} rights`;
  const change = text("readonly") === "" ? "" : ", without changing anything";
  const reach = REACH[text("workspaces")] ?? `workspaces found by “${text("filter").trim()}”`;
  const days = text("expiry");
  const end = days === "never" ? "until you revoke it" : days === "1" ? "for 1 day" : `for ${days} days`;
  return `If you allow it, ${clientName} gets ${many} over ${reach}${change}, ${end}.`;
}
