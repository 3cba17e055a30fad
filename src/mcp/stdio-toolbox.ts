import { reportTaskTool, REPORT_TASK, type ReportTask } from "../tools/coder/report-task.ts";
import { TOOLS, toolsIn } from "../tools/index.ts";
import { didYouMean } from "../lib/nearest-name.ts";
import type { Tool } from "../tools/tool.ts";
import { invalidField } from "../wire/errors.ts";
import { toolboxOf, type Toolbox } from "./toolbox.ts";

export interface StdioTools {
  /** None for a server that acts as a workspace's agent alone. */
  readonly toolsets: readonly string[];
  /** Offers only tools that change nothing. */
  readonly readOnly: boolean;
  /** Names of the only tools to offer; none offers all. */
  readonly allowed: readonly string[];
  /** Offers coder_report_task too. */
  readonly report: ReportTask | undefined;
}

/** The tools of a server on stdio; throws AppError "invalid" for a name that is no tool's, or that it does not offer. */
export function stdioToolbox({ toolsets, readOnly, allowed, report }: StdioTools): Toolbox {
  const all = [...toolsIn(toolsets), ...(report === undefined ? [] : [reportTaskTool(report)])];
  const offered = all.filter(({ annotations }) => !readOnly || annotations.readOnlyHint);
  if (allowed.length === 0) return toolboxOf(offered);
  for (const name of allowed) checkAllowed(name, offered, toolsets);
  return toolboxOf(offered.filter(({ name }) => allowed.includes(name)));
}

function checkAllowed(wanted: string, offered: readonly Tool[], toolsets: readonly string[]): void {
  if (offered.some(({ name }) => name === wanted)) return;
  if (wanted === REPORT_TASK) throw fault(`${wanted} needs --app-status-slug and an agent's token`);
  const tool = TOOLS.find(({ name }) => name === wanted);
  if (tool === undefined)
    throw fault(
      `there is no tool "${wanted}".${didYouMean(wanted, [...TOOLS.map(({ name }) => name), REPORT_TASK])}`,
    );
  // Without a user's token there is nothing that the other tools could do.
  if (toolsets.length === 0) return;
  if (tool.toolsets.some((toolset) => toolsets.includes(toolset)))
    throw fault(`${wanted} changes things, and the server is read-only`);
  throw fault(`${wanted} is of the toolset ${tool.toolsets.join(" or ")}; name it in --toolsets too`);
}

const fault = (detail: string) => invalidField("allowed-tools", detail);
