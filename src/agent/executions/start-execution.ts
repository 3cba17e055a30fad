import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createExecutionId, digestOf, type StartRequest } from "../../rules/executions/start-request.ts";
import type { Manifest } from "../../wire/agent-tunnel.ts";
import { invalidField } from "../../wire/errors.ts";
import { createRecord } from "./execution-record.ts";
import type { ExecutionMeta, ExecutionRecord } from "./execution-record.ts";
import { executionEnvironment } from "./environment.ts";
import type { EnvironmentUse } from "./environment.ts";
import { spawnWrapper } from "./spawn-wrapper.ts";
import { findTerminalPrograms } from "./terminal-programs.ts";
import { watchWrapper } from "./watch-execution.ts";
import { workingDirectory } from "./working-directory.ts";
import { writeStdin } from "./write-stdin.ts";

export interface StartContext {
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly manifest: () => Manifest | undefined;
}

/** For whom a command is started. */
export interface Starter {
  readonly isStartup: boolean;
  /** The user's name. */
  readonly by: string | null;
  /** The terminal of a person that it is, by the id which the client chose. */
  readonly terminal?: string | null;
}

/** Starts a command; it runs on whatever becomes of the caller or of this agent. */
export async function startExecution(
  context: StartContext,
  request: StartRequest,
  starter: Starter,
): Promise<ExecutionRecord> {
  const meta = metaOf(context, request, starter);
  const programs = meta.pty === null ? undefined : await findTerminalPrograms(context.env["PATH"]);
  const dir = join(context.root, meta.id);
  const sources = { agent: context.env, manifest: context.manifest(), home: context.home };
  const use = { executionId: meta.id, with: partnerOf(meta), extra: request.env ?? {} };
  const env = executionEnvironment(sources, use);
  const wrapper = await spawnWrapper({ meta, dir, env, stdin: request.stdin, programs });
  const record = createRecord(meta, dir, wrapper.pid);
  watchWrapper(record, wrapper.ended);
  if (meta.keep_stdin && request.stdin !== undefined) {
    // Written beside the reply: the command may not read it before the caller does something else.
    void writeStdin(record, request.stdin).catch(async (error: unknown) => {
      await writeFile(record.files.shell, `stdin: ${String(error)}\n`).catch(() => undefined);
    });
  }
  return record;
}

function partnerOf({ pty, terminal }: ExecutionMeta): EnvironmentUse["with"] {
  if (terminal !== null) return "person";
  return pty === null ? "pipes" : "terminal";
}

function metaOf(
  context: StartContext,
  request: StartRequest,
  { isStartup, by, terminal = null }: Starter,
): ExecutionMeta {
  const directories = { home: context.home, directory: context.manifest()?.directory };
  if (request.pty !== undefined && request.separate_stderr)
    throw invalidField("separate_stderr", "cannot be used together with pty: a terminal has one output");
  return {
    id: createExecutionId(),
    command: request.command,
    workdir: workingDirectory(request.workdir, directories),
    started_at: new Date().toISOString(),
    timeout_ms: request.timeout_ms ?? null,
    separate_stderr: request.separate_stderr,
    keep_stdin: request.keep_stdin || request.pty !== undefined,
    idempotency_key: request.idempotency_key ?? null,
    digest: digestOf(request),
    is_startup: isStartup,
    pty: request.pty ?? null,
    started_by: by,
    terminal,
  };
}
