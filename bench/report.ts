import { cpus, release, totalmem, type } from "node:os";
import type { Measured, Spread } from "./measure.ts";

/** The table as Markdown, with what a reader needs to judge and repeat it. */
export function report(results: readonly Measured[], date: Date): string {
  return `# Benchmarks

Written by \`npm run bench\` on ${date.toISOString().slice(0, 10)}. ${machine()}

Each row was measured against its baseline in the same run, ours and the baseline in turn, after a warm-up. Times are
milliseconds: median (minimum to maximum). The ratio of the medians is what to compare between machines; absolute times
only say how fast this one was. No test depends on them.

| what | ours | baseline | ratio | aim | reached |
|---|---|---|---|---|---|
${results.map((result) => line(result)).join("\n")}

- **stdio server: spawn to first response**: from starting the bundled \`coder exp mcp server\` to the first byte of its
  answer to \`initialize\`.
- **execute_command \`true\`**: one tool call from an MCP client through the stdio server, HTTP, the agent tunnel and back,
  for a command that does nothing; it includes starting and ending a process in a sandboxed workspace.
- **execute_command \`echo hi\`**: the same command through our stdio server, HTTP, the tunnel and a sandboxed workspace,
  and through \`@wonderwhy-er/desktop-commander\`, which runs it on the machine itself, with its telemetry off.
- **64 at once, 100 MB**: against the bare commands on the machine. Ours saves all of the output, to be read by cursor.
- **create_workspace to the first output**: two tool calls; the build, the sandbox, the start of the agent, its
  connection, its startup script, and \`echo\`. The deployment is warm: each workspace is new and takes the sandbox with
  a loaded agent that the deployment keeps ready (docs/decisions/0008-a-sandbox-kept-ready.md).
`;
}

function line({ row, ours, baseline }: Measured): string {
  const ratio = (ours.median / baseline.median).toFixed(2);
  const reached = row.reaches(ours.median, baseline.median) ? "yes" : "no";
  return `| ${row.name} | ${show(ours)} | ${row.baseline}: ${show(baseline)} | ${ratio}x | ${row.aim} | ${reached} |`;
}

const show = ({ median, min, max }: Spread): string =>
  `${median.toFixed(1)} (${min.toFixed(1)} to ${max.toFixed(1)})`;

/** What the numbers were measured on. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `The machine: ${cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${memory} GiB, ${type()} ${release()}, Node ${process.version}.`;
}
