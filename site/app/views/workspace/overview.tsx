import { Link } from "wouter";
import type { WorkspaceAgent } from "../../../../src/wire/workspace-agent.ts";
import { ActionButton } from "../../parts/action-button.tsx";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Problem } from "../../parts/problem.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import type { TabProps } from "../workspace.tsx";
import { AgentLog } from "./agent-log.tsx";
import { BuildLog } from "./build-log.tsx";
import { Charts } from "./charts.tsx";
import { useBuild } from "./use-build.ts";
import { agentsOf, isBuilding } from "./workspace-facts.ts";

const FINE: readonly string[] = ["running", "stopped", "deleted"];

/** What a workspace is, what it uses, and what can be done with it. */
export function Overview({ workspace }: TabProps) {
  const { latest_build: build } = workspace;
  return (
    <>
      <Actions workspace={workspace} />
      <About workspace={workspace} />
      {FINE.includes(build.status) ? null : (
        <section>
          <h2>{isBuilding(workspace) ? "What is being done" : "What went wrong"}</h2>
          {build.job.error === undefined ? null : <p className="refusal">{build.job.error}</p>}
          <BuildLog buildId={build.id} />
        </section>
      )}
      {agentsOf(workspace).map((agent) => (
        <Agent key={agent.id} agent={agent} isRunning={build.status === "running"} />
      ))}
    </>
  );
}

function Actions({ workspace }: TabProps) {
  const build = useBuild();
  const busy = isBuilding(workspace) || build.isPending;
  const isRunning = workspace.latest_build.status === "running";
  const versionId = workspace.template_active_version_id;
  return (
    <>
      <div className="actions">
        {isRunning ? (
          <ActionButton
            label="Stop"
            disabled={busy}
            onPress={() => build.mutate({ workspace, transition: "stop" })}
          />
        ) : (
          <ActionButton
            label="Start"
            strong
            disabled={busy}
            onPress={() => build.mutate({ workspace, transition: "start" })}
          />
        )}
        {workspace.outdated && versionId !== undefined ? (
          <ActionButton
            label="Update"
            disabled={busy}
            onPress={() => build.mutate({ workspace, transition: "start", versionId })}
          />
        ) : null}
        <ConfirmButton
          label="Delete"
          confirm="Delete it with all of its files"
          disabled={busy}
          onConfirm={() => build.mutate({ workspace, transition: "delete" })}
        />
      </div>
      <Problem error={build.error} />
    </>
  );
}

function About({ workspace }: TabProps) {
  const { latest_build: build } = workspace;
  const version = `${build.template_version_name}${workspace.outdated ? " (there is a newer one)" : ""}`;
  return (
    <Facts
      facts={[
        ["Template", <Link href={`/templates/${workspace.template_name}`}>{workspace.template_name}</Link>],
        ["Version", version],
        ["Made", <TimeAgo time={workspace.created_at} />],
        ["Last used", <TimeAgo time={workspace.last_used_at} />],
        ["Stops by itself", build.deadline === null ? "never" : <TimeAgo time={build.deadline} />],
        ["Last build", `${build.transition} by ${build.initiator_name}, ${build.reason}`],
      ]}
    />
  );
}

function Agent({ agent, isRunning }: { readonly agent: WorkspaceAgent; readonly isRunning: boolean }) {
  return (
    <section>
      <h2>
        {`Agent ${agent.name} `}
        <StatusBadge status={agent.status} /> <StatusBadge status={agent.lifecycle_state} />
      </h2>
      <Facts
        facts={[
          ["System", `${agent.operating_system} ${agent.architecture}`],
          ["Version", agent.version],
          ["Directory", agent.expanded_directory ?? agent.directory ?? "home"],
          ["Connected", <TimeAgo time={agent.first_connected_at} />],
        ]}
      />
      {isRunning && agent.status === "connected" ? <Charts agentId={agent.id} /> : null}
      <AgentLog agent={agent} />
    </section>
  );
}
