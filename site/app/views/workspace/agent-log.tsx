import { useState } from "react";
import type { WorkspaceAgent } from "../../../../src/wire/workspace-agent.ts";
import { ActionButton } from "../../parts/action-button.tsx";
import { LogText } from "./log-text.tsx";
import { useLogLines } from "./use-log-lines.ts";

const UP: readonly string[] = ["ready", "off"];

/** What startup scripts print: in sight while they run, on request afterwards. */
export function AgentLog({ agent }: { readonly agent: WorkspaceAgent }) {
  const [wanted, setWanted] = useState(false);
  const isShown = wanted || !UP.includes(agent.lifecycle_state);
  return (
    <>
      <ActionButton
        label={isShown ? "Hide the startup log" : "Show the startup log"}
        onPress={() => setWanted(!isShown)}
      />
      {isShown ? <Lines agentId={agent.id} /> : null}
    </>
  );
}

function Lines({ agentId }: { readonly agentId: string }) {
  const lines = useLogLines(`/workspaceagents/${agentId}/logs`);
  return (
    <LogText label="Startup log">
      {lines.length === 0 ? "Nothing was printed." : lines.map(({ output }) => `${output}\n`).join("")}
    </LogText>
  );
}
