import type { ActivityEvent, ActivitySession } from "../../../../src/wire/activity.ts";
import { Problem } from "../../parts/problem.tsx";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Table, type Column } from "../../parts/table.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useApp } from "../../visitor-context.tsx";
import { useStopClient } from "./use-stop-client.ts";

/** What one client did for one user on one day. */
export function ActivitySessionView({ session }: { readonly session: ActivitySession }) {
  const { visitor } = useApp();
  const stop = useStopClient();
  const { client, user, day, calls, commands, failures, events } = session;
  return (
    <section className="session">
      <div className="heading">
        <h2>{`${client.name} for ${user.username}, ${day}`}</h2>
        {user.id === visitor.userId ? (
          <ConfirmButton
            label="Stop"
            confirm="End its commands and its access"
            disabled={stop.isPending}
            onConfirm={() => stop.mutate(session)}
          />
        ) : null}
      </div>
      <p className="hint">
        {`${calls} calls, ${commands} commands, ${failures} failures; last `}
        <TimeAgo time={session.last} />
      </p>
      <Problem error={stop.error} />
      <p role="status">{stop.data === undefined ? "" : wordsFor(stop.data)}</p>
      <Table
        caption={`What ${client.name} did`}
        columns={COLUMNS}
        rows={events}
        keyOf={({ id }) => id}
        empty="Nothing."
      />
    </section>
  );
}

const wordsFor = ({ commands, grants }: { readonly commands: number; readonly grants: number }): string =>
  `Ended ${commands} running commands and ${grants} grants.`;

const COLUMNS: readonly Column<ActivityEvent>[] = [
  { title: "When", cell: ({ time }) => <TimeAgo time={time} /> },
  { title: "What", cell: (event) => <What event={event} /> },
  { title: "Where", cell: ({ workspace }) => workspace?.name ?? "" },
  { title: "Result", cell: resultOf },
  { title: "Took", cell: ({ duration_ms: ms }) => (ms === null ? "" : `${(ms / 1000).toFixed(1)} s`) },
];

function resultOf({ result, exit_code: code }: ActivityEvent): string {
  return code === undefined ? result : `exit ${code}`;
}

const What = ({ event: { summary, diffs } }: { readonly event: ActivityEvent }) => (
  <>
    <code className="short">{summary}</code>
    {diffs.map(({ path, diff }) => (
      <details key={path}>
        <summary>{path}</summary>
        <Diff text={diff} />
      </details>
    ))}
  </>
);

/** Lines that were added and removed; the sign before them says the same as their colour. */
function Diff({ text }: { readonly text: string }) {
  return (
    <pre>
      {text.split("\n").map((line, number) => (
        // Lines of a diff have nothing else that tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={number} className={kindOf(line)}>{`${line}\n`}</span>
      ))}
    </pre>
  );
}

function kindOf(line: string): string {
  if (line.startsWith("+")) return "added";
  return line.startsWith("-") ? "removed" : "";
}
