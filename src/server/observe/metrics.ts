import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Pool } from "pg";
import { jobCounts } from "../../db/jobs.ts";
import type { Db } from "../../db/connect.ts";
import type { ObservedRequest, Observer } from "../../lib/observer.ts";

export interface MetricsOptions {
  readonly db: Db;
  readonly pool: Pick<Pool, "totalCount" | "idleCount" | "waitingCount">;
  /** Agents whose tunnels this replica holds. */
  readonly agents: () => number;
}

export interface Metrics extends Pick<Observer, "call" | "request"> {
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60];
const EXECUTIONS = /^\/api\/v2\/workspaceagents\/[^/]+\/executions$/;

/** What this replica counts, in Prometheus' text form; gauges are looked up when somebody asks. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registers = [new Registry()];
  const [registry = new Registry()] = registers;
  collectDefaultMetrics({ register: registry });
  const calls = new Histogram({
    name: "coder_mcp_tool_call_duration_seconds",
    help: "Tool calls over the remote MCP endpoint, by tool and result.",
    labelNames: ["tool", "code"],
    buckets: SECONDS,
    registers,
  });
  const requests = new Histogram({
    name: "coder_api_request_duration_seconds",
    help: "Requests to the API, tools' own too, by method and status.",
    labelNames: ["method", "status"],
    buckets: SECONDS,
    registers,
  });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const executions = counter("coder_executions_started_total", "Commands that were started in workspaces.");
  const limited = counter("coder_rate_limited_total", "Requests that a rate limit refused.");
  addGauges(options, registers);
  return {
    call: ({ tool, code, ms }) => {
      if (code === "rate_limited") limited.inc();
      calls.observe({ tool, code }, ms / 1000);
    },
    request: ({ method, path, status, ms }: ObservedRequest) => {
      requests.observe({ method, status }, ms / 1000);
      if (status === 429) limited.inc();
      if (method === "POST" && status < 300 && EXECUTIONS.test(path)) executions.inc();
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function addGauges({ db, pool, agents }: MetricsOptions, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("coder_agents_connected", "Agents whose tunnels this replica holds.", agents);
  gauge("coder_database_connections", "Connections of the database pool.", () => pool.totalCount);
  gauge("coder_database_connections_idle", "Idle connections of the database pool.", () => pool.idleCount);
  gauge("coder_database_waiting", "Queries that wait for a connection.", () => pool.waitingCount);
  const jobs = new Gauge({
    name: "coder_provisioner_jobs",
    help: "Builds and imports of the deployment, by type and status; pending ones are the queue.",
    labelNames: ["type", "status"],
    registers,
    async collect() {
      jobs.reset();
      for (const { type, status, count } of await jobCounts(db)) jobs.set({ type, status }, count);
    },
  });
}
