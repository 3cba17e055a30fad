import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type Execution, ExecutionList, ExecutionReply } from "../../../../src/wire/agent-api.ts";
import { ActionButton } from "../../parts/action-button.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Problem } from "../../parts/problem.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { Table, type Column } from "../../parts/table.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useSearch } from "../../parts/use-search.ts";
import { useApp } from "../../visitor-context.tsx";
import type { TabProps } from "../workspace.tsx";
import { AgentChoice } from "./agent-choice.tsx";
import { CommandOutput } from "./command-output.tsx";

const EVERY_MS = 2000;
const GRACE_MS = 2000;

/** What runs and ran in a workspace, whoever started it, with its output as it comes. */
export const Commands = ({ workspace }: TabProps) => (
  <AgentChoice workspace={workspace}>{({ id }) => <OfAgent key={id} agentId={id} />}</AgentChoice>
);

function OfAgent({ agentId }: { readonly agentId: string }) {
  const { api } = useApp();
  const [open, setOpen] = useSearch("id", "");
  const query = useQuery({
    queryKey: ["executions", agentId],
    queryFn: ({ signal }) => api.get(`/workspaceagents/${agentId}/executions`, ExecutionList, {}, signal),
    refetchInterval: EVERY_MS,
  });
  return (
    <>
      <RunForm agentId={agentId} onRun={setOpen} />
      {open === "" ? null : <CommandOutput key={open} agentId={agentId} id={open} />}
      <Loaded query={query} what="commands">
        {({ executions }) => <List agentId={agentId} executions={executions} onOpen={setOpen} />}
      </Loaded>
    </>
  );
}

function RunForm({ agentId, onRun }: { readonly agentId: string; readonly onRun: (id: string) => void }) {
  const { api } = useApp();
  const id = useId();
  const [command, setCommand] = useState("");
  const run = useMutation({
    mutationFn: async () => {
      const path = `/workspaceagents/${agentId}/executions`;
      return await api.ask({ method: "POST", path, json: { command } }, ExecutionReply);
    },
    onSuccess: ({ execution }) => {
      setCommand("");
      onRun(execution.id);
    },
  });
  return (
    <form
      className="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (command.trim() !== "") run.mutate();
      }}
    >
      <label htmlFor={id} className="for-readers">
        Command
      </label>
      <input
        id={id}
        value={command}
        placeholder="A command to run"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setCommand(event.target.value)}
      />
      <button type="submit" className="small" disabled={run.isPending}>
        Run
      </button>
      <Problem error={run.error} />
    </form>
  );
}

interface ListProps {
  readonly agentId: string;
  readonly executions: readonly Execution[];
  readonly onOpen: (id: string) => void;
}

function List({ agentId, executions, onOpen }: ListProps) {
  const { api } = useApp();
  const kill = useMutation({
    mutationFn: async (id: string) => {
      const path = `/workspaceagents/${agentId}/executions/${id}/signal`;
      await api.send({ method: "POST", path, json: { signal: "SIGTERM", grace_ms: GRACE_MS } });
    },
  });
  const columns: readonly Column<Execution>[] = [
    { title: "Command", cell: ({ command }) => <code className="short">{command}</code> },
    ...COLUMNS,
    {
      title: "Actions",
      cell: ({ id, state }) => (
        <>
          <ActionButton label="Output" onPress={() => onOpen(id)} />{" "}
          {state === "running" ? <ActionButton label="Kill" onPress={() => kill.mutate(id)} /> : null}
        </>
      ),
    },
  ];
  return (
    <>
      <Problem error={kill.error} />
      <Table
        caption="Commands"
        columns={columns}
        rows={executions}
        keyOf={({ id }) => id}
        empty="Nothing has run here yet."
      />
    </>
  );
}

const COLUMNS: readonly Column<Execution>[] = [
  { title: "State", cell: ({ state }) => <StatusBadge status={state} /> },
  { title: "Exit", cell: ({ exit_code: code, signal }) => code ?? signal ?? "" },
  { title: "By", cell: ({ started_by: by }) => by ?? "startup" },
  { title: "Took", cell: ({ wall_ms: ms }) => `${(ms / 1000).toFixed(1)} s` },
  { title: "Started", cell: ({ started_at: time }) => <TimeAgo time={time} /> },
];
