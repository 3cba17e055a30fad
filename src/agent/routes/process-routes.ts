import type { AgentProcess } from "../../wire/agent-api.ts";
import { SendSignal } from "../../wire/agent-api.ts";
import { invalidField } from "../../wire/errors.ts";
import { readJson } from "../http/read-request.ts";
import { json } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { signalProcess } from "../processes/signal-process.ts";

export interface ProcessDeps {
  readonly listProcesses: () => readonly AgentProcess[];
  /** Pids of the shells around the commands that run. */
  readonly wrappers: () => readonly number[];
}

/** Processes, whoever started them: list, signal. */
export function processRoutes({ listProcesses, wrappers }: ProcessDeps): readonly Route[] {
  return [
    { method: "GET", pattern: "/processes", handle: async () => json({ processes: listProcesses() }) },
    {
      method: "POST",
      pattern: "/processes/{pid}/signal",
      handle: async (call) => {
        const text = call.params["pid"] ?? "";
        if (!/^[1-9]\d{0,9}$/.test(text)) throw invalidField("pid", "must be the number of a process");
        const request = await readJson(call, SendSignal);
        return json(await signalProcess(Number(text), request, new Set(wrappers())));
      },
    },
  ];
}
