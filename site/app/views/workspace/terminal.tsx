import { useEffect, useRef, useState } from "react";
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { ActionButton } from "../../parts/action-button.tsx";
import type { TabProps } from "../workspace.tsx";
import { AgentChoice } from "./agent-choice.tsx";
import { connectTerminal, type Link } from "./connect-terminal.ts";

const WORDS: Readonly<Record<Link, string>> = {
  connecting: "Connecting …",
  connected: "Connected",
  broken: "The connection broke; it is being opened again …",
  ended: "The shell has ended.",
};

/** A shell of the workspace. It goes on for five minutes without a page, and a page that is loaded again finds it. */
export const TerminalTab = ({ workspace }: TabProps) => (
  <AgentChoice workspace={workspace}>{({ id }) => <OfAgent key={id} agentId={id} />}</AgentChoice>
);

function OfAgent({ agentId }: { readonly agentId: string }) {
  const [session, setSession] = useState(() => rememberedSession(agentId));
  const [link, setLink] = useState<Link>("connecting");
  const box = useTerminal({ agentId, session, onLink: setLink });
  const restart = () => setSession(freshSession(agentId));
  return (
    <section className="terminal">
      <div ref={box} className="screen" />
      <p className="hint" role="status">
        {WORDS[link]} {link === "ended" ? <ActionButton label="Open another" onPress={restart} /> : null}
      </p>
    </section>
  );
}

interface Shell {
  readonly agentId: string;
  readonly session: string;
  readonly onLink: (link: Link) => void;
}

function useTerminal({ agentId, session, onLink }: Shell) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const terminal = new Terminal({ cursorBlink: true, fontSize: 14, scrollback: 10_000 });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(element);
    fit.fit();
    terminal.focus();
    const close = connectTerminal({ agentId, session, terminal, onLink });
    const resized = new ResizeObserver(() => fit.fit());
    resized.observe(element);
    return () => {
      resized.disconnect();
      close();
      terminal.dispose();
    };
  }, [agentId, session, onLink]);
  return box;
}

const keyOf = (agentId: string): string => `terminal:${agentId}`;

/** The tab's own shell of an agent: two tabs have two. */
const rememberedSession = (agentId: string): string =>
  sessionStorage.getItem(keyOf(agentId)) ?? freshSession(agentId);

function freshSession(agentId: string): string {
  // `randomUUID` exists in secure contexts only, and a deployment may be reached over plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const session = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  sessionStorage.setItem(keyOf(agentId), session);
  return session;
}
