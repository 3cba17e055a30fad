import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { MetricsHistory, type Metrics } from "../../../../src/wire/agent-api.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { formatBytes } from "../../parts/format-bytes.ts";
import { useApp } from "../../visitor-context.tsx";

const EVERY_MS = 5000;
const HEIGHT = 140;
/** So much of the past is drawn even when less is known. */
const LEAST_SECONDS = 300;

interface Chart {
  readonly title: string;
  readonly valueOf: (sample: Metrics) => number;
  readonly format: (value: number) => string;
}

const CHARTS: readonly Chart[] = [
  { title: "CPU", valueOf: ({ cpu }) => cpu.percent, format: (value) => `${Math.round(value)} %` },
  { title: "Memory", valueOf: ({ memory }) => memory.used_bytes, format: formatBytes },
  { title: "Disk", valueOf: ({ disk }) => disk.used_bytes, format: formatBytes },
  { title: "Processes", valueOf: ({ processes }) => processes, format: String },
];

/** What the workspace used in the last hour. */
export function Charts({ agentId }: { readonly agentId: string }) {
  const { api } = useApp();
  const query = useQuery({
    queryKey: ["metrics", agentId],
    queryFn: ({ signal }) =>
      api.get(`/workspaceagents/${agentId}/metrics/history`, MetricsHistory, {}, signal),
    refetchInterval: EVERY_MS,
  });
  return (
    <Loaded query={query} what="what it uses">
      {({ samples }) => (
        <div className="charts">
          {CHARTS.map((chart) => (
            <Line key={chart.title} chart={chart} samples={samples} />
          ))}
        </div>
      )}
    </Loaded>
  );
}

function Line({ chart, samples }: { readonly chart: Chart; readonly samples: readonly Metrics[] }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const drawn = new uPlot(optionsOf(chart, element), [[], []], element);
    plot.current = drawn;
    const resized = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
    };
  }, [chart]);
  useEffect(() => {
    const times = samples.map(({ sampled_at: time }) => Date.parse(time) / 1000);
    plot.current?.setData([times, samples.map(chart.valueOf)]);
  }, [chart, samples]);
  const last = samples.at(-1);
  return (
    <figure>
      <figcaption>
        {chart.title} <strong>{last === undefined ? "" : chart.format(chart.valueOf(last))}</strong>
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

function optionsOf({ format }: Chart, element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const [text, line] = [style.getPropertyValue("--soft"), style.getPropertyValue("--line")];
  const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    series: [{}, { stroke: style.getPropertyValue("--strong"), width: 2 }],
    scales: {
      x: { range: (_plot, low, high) => [Math.min(low, high - LEAST_SECONDS), high] },
      y: { range: (_plot, _low, high) => [0, Math.max(high, 1)] },
    },
    axes: [axis, { ...axis, size: 64, values: (_plot, values) => values.map(format) }],
  };
}
