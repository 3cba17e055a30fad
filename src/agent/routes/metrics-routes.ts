import type { CurrentMetrics, Metrics } from "../../wire/agent-api.ts";
import { json, type Route } from "../http/route.ts";
import type { KeptMetrics } from "../metrics/metrics-history.ts";

export interface MetricsRoutesDeps {
  readonly sample: () => Promise<Metrics>;
  readonly kept: KeptMetrics;
}

/** What the workspace uses of its machine, at the moment and in the last while. */
export const metricsRoutes = ({ sample, kept }: MetricsRoutesDeps): readonly Route[] => [
  {
    method: "GET",
    pattern: "/metrics",
    handle: async () => {
      const current: CurrentMetrics = { ...(await sample()), recent: kept.recent() };
      return json(current);
    },
  },
  { method: "GET", pattern: "/metrics/history", handle: async () => json(kept.history()) },
];
