import { z } from "zod";
import { APP_STATES, MAX_STATUS_MESSAGE, type ReportAppStatus } from "../../wire/app-status.ts";
import type { Tool } from "../tool.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

export const REPORT_TASK = "coder_report_task";

/** Stores a status of the app that the server reports for. */
export type ReportTask = (status: Omit<ReportAppStatus, "app_slug">, signal: AbortSignal) => Promise<void>;

/** The tool by which an agent in a workspace tells how far it is; only a server that runs beside it has one. */
export const reportTaskTool = (report: ReportTask): Tool =>
  defineCoderTool({
    name: REPORT_TASK,
    title: "Coder: report task",
    description:
      "Report to the user what you are doing: when you begin, at each larger step, and when you are done or stuck.",
    annotations: MUTATES,
    scopes: [],
    input: z.strictObject({
      summary: z.string().max(MAX_STATUS_MESSAGE).describe("One line, at most 160 characters"),
      link: z.string().describe("URL of what shows the work, such as a pull request"),
      state: z.enum(APP_STATES).describe("idle when you need the user"),
    }),

    run: async ({ signal }, { summary, link, state }) => {
      await report({ message: summary, uri: link, state }, signal);
      return jsonResult({ message: "Thanks for reporting!" });
    },
  });
