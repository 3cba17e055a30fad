import { useId, type ReactNode } from "react";
import type { WorkspaceAgent } from "../../../../src/wire/workspace-agent.ts";
import type { Workspace } from "../../../../src/wire/workspace.ts";
import { useSearch } from "../../parts/use-search.ts";
import { agentsOf } from "./workspace-facts.ts";

interface AgentChoiceProps {
  readonly workspace: Workspace;
  readonly children: (agent: WorkspaceAgent) => ReactNode;
}

/** Shows something of an agent that is connected; where there are several, the visitor chooses. */
export function AgentChoice({ workspace, children }: AgentChoiceProps) {
  const [name, setName] = useSearch("agent", "");
  const id = useId();
  const agents = agentsOf(workspace);
  const agent = agents.find((one) => one.name === name) ?? agents[0];
  if (workspace.latest_build.status !== "running" || agent === undefined)
    return (
      <p className="empty">The workspace is {workspace.latest_build.status}. Start it to see more here.</p>
    );
  return (
    <>
      {agents.length === 1 ? null : (
        <p>
          <label htmlFor={id}>Agent </label>
          <select id={id} value={agent.name} onChange={(event) => setName(event.target.value)}>
            {agents.map((one) => (
              <option key={one.id}>{one.name}</option>
            ))}
          </select>
        </p>
      )}
      {agent.status === "connected" ? (
        children(agent)
      ) : (
        <p className="empty">{`The agent ${agent.name} is ${agent.status}. This page shows more once it is connected.`}</p>
      )}
    </>
  );
}
