import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../wire/errors.ts";
import { EchoSettings } from "./echo-settings.ts";
import type { EchoOperation } from "./echo-settings.ts";
import type { BuildJob, BuildLog, ProvisionedResource, Provisioner } from "./provisioner.ts";
import { readTemplate } from "./template-file.ts";

/**
 * Does what the `echo:` section of template.yaml tells it to and nothing else: for tests, demonstrations and trials of
 * failures. It launches no agents.
 */
export function createEcho(): Provisioner {
  return {
    name: "echo",
    import: async ({ files, log, signal }) => {
      const spec = readTemplate(files, { agents: "none" });
      await perform(settingsOf(spec).import, log, signal);
      return spec;
    },
    start: (job) => build("start", job),
    stop: (job) => build("stop", job),
    delete: async (job) => {
      await build("delete", job);
    },
  };
}

async function build(
  name: "start" | "stop" | "delete",
  job: BuildJob,
): Promise<readonly ProvisionedResource[]> {
  const operation = settingsOf(job.spec)[name];
  await perform(operation, job.log, job.signal);
  return operation.resources ?? resourcesFor(job);
}

async function perform(operation: EchoOperation, log: BuildLog, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (const { level, stage, output } of operation.logs) log(level, stage, output);
  if (operation.delay_ms > 0) await sleep(operation.delay_ms, undefined, { signal });
  if (operation.fail !== undefined) throw new AppError("unavailable", operation.fail);
}

function settingsOf({ settings }: BuildJob["spec"]): EchoSettings {
  return EchoSettings.parse(settings["echo"] ?? {});
}

function resourcesFor({ agents }: BuildJob): ProvisionedResource[] {
  if (agents.length === 0) return [];
  const names = agents.map(({ spec }) => spec.name);
  return [{ type: "echo", name: "workspace", icon: "", agents: names, metadata: [] }];
}
