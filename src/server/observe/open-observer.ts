import type { Logger } from "pino";
import type { ServerValues } from "../../config/server-settings.ts";
import type { Observer } from "../../lib/observer.ts";
import type { WorkspacesContext } from "../../workspaces/workspaces-context.ts";
import type { OpenDatabase } from "../database.ts";

export interface ObserverOptions {
  readonly settings: Pick<
    ServerValues,
    "prometheusEnable" | "prometheusAddress" | "otlpEndpoint" | "otlpHeaders" | "otelServiceName"
  >;
  readonly database: Pick<OpenDatabase, "db" | "pool">;
  readonly workspaces: Pick<WorkspacesContext, "tunnels">;
  readonly log: Logger;
}

const nothing = (): undefined => undefined;

/** Metrics and traces as far as the settings ask for them; undefined, and nothing loaded, when they ask for none. */
export async function openObserver(
  stack: AsyncDisposableStack,
  options: ObserverOptions,
): Promise<Observer | undefined> {
  const [metrics, traces] = [await openMetrics(stack, options), await openTraces(stack, options)];
  if (metrics === undefined && traces === undefined) return undefined;
  return {
    call: metrics?.call ?? nothing,
    request: metrics?.request ?? nothing,
    span: traces?.span ?? nothing,
  };
}

async function openMetrics(stack: AsyncDisposableStack, options: ObserverOptions) {
  const { settings, database, workspaces, log } = options;
  if (!settings.prometheusEnable) return undefined;
  const [{ createMetrics }, { serveMetrics }] = await Promise.all([
    import("./metrics.ts"),
    import("./metrics-server.ts"),
  ]);
  const metrics = createMetrics({ ...database, agents: workspaces.tunnels.count });
  const port = await serveMetrics(stack, settings.prometheusAddress, metrics);
  log.info({ port }, "metrics are served");
  return metrics;
}

async function openTraces(stack: AsyncDisposableStack, { settings, log }: ObserverOptions) {
  if (settings.otlpEndpoint === "") return undefined;
  const { createOtlpExporter } = await import("./otlp-exporter.ts");
  const exporter = createOtlpExporter({
    endpoint: settings.otlpEndpoint,
    headers: settings.otlpHeaders,
    serviceName: settings.otelServiceName,
    onError: (error) => log.warn({ err: error }, "spans could not be sent"),
  });
  stack.defer(exporter.close);
  return exporter;
}
