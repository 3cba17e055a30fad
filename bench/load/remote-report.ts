import { loadavg } from "node:os";
import { machine } from "../report.ts";
import type { LoadReport, LoadRow } from "./measure-remote.ts";

const RIVAL = "kubernetes-mcp-server";
const OURS = "coder, 2026-07-28";
/** How many times as many requests a second as the rival we aim at. */
const AIMS: Readonly<Record<string, number>> = { "tools/call": 2, "tools/list": 8 };

/** The tables as Markdown, with what a reader needs to judge and repeat them. */
export function remoteReport(report: LoadReport, date: Date): string {
  const { rows, rssAfterStart, rssOfIdleSessions } = report;
  return `# Benchmarks of the remote endpoint

Written by \`npm run bench\` on ${date.toISOString().slice(0, 10)}. ${machine()} Load average of the last minute: ${(loadavg()[0] ?? 0).toFixed(1)}.

64 connections from a process of its own on the same machine, one request at a time on each, for 5 s after a warm-up of 5 s; the
servers take turns. coder checks the token, the rights and the rate limits, asks PostgreSQL, which shares the machine, and
writes each call to the audit log. All requests have the same token, and its equal reads share answers: many users gain
less from that. The other two check nothing: kubernetes-mcp-server (\`configuration_view\`, no cluster) and the bare SDK
(an echo tool). Compare the columns, not the absolute numbers.

| request | server | requests/s | p50 ms | p99 ms | to ${RIVAL} |
|---|---|---|---|---|---|
${rows.map((row) => line(row, rows)).join("\n")}

| what | measured | aim | reached |
|---|---|---|---|
${Object.entries(AIMS)
  .map(([what, aim]) => aimLine(what, aim, rows))
  .join("\n")}
| memory after the start, without PostgreSQL | ${rssAfterStart.toFixed(0)} MiB | at most 120 MiB | ${yes(rssAfterStart <= 120)} |
| 1,000 more idle sessions | ${rssOfIdleSessions.toFixed(1)} MiB | at most 10 MiB | ${yes(rssOfIdleSessions <= 10)} |
`;
}

const yes = (reached: boolean): string => (reached ? "yes" : "no");

const find = (rows: readonly LoadRow[], what: string, server: string): LoadRow["result"] | undefined =>
  rows.find((row) => row.what === what && row.server === server)?.result;

function ratio(rows: readonly LoadRow[], what: string, server: string): number {
  return (find(rows, what, server)?.perSecond ?? 0) / (find(rows, what, RIVAL)?.perSecond ?? 1);
}

function line({ what, server, result }: LoadRow, rows: readonly LoadRow[]): string {
  const { perSecond, p50, p99 } = result;
  const compared = `${ratio(rows, what, server).toFixed(2)}x`;
  return `| ${what} | ${server} | ${perSecond.toFixed(0)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${compared} |`;
}

function aimLine(what: string, aim: number, rows: readonly LoadRow[]): string {
  const measured = ratio(rows, what, OURS);
  return `| ${what} against ${RIVAL} | ${measured.toFixed(2)}x | at least ${aim}x | ${yes(measured >= aim)} |`;
}
