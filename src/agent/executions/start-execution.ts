import { hash, randomInt } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import type { StartExecution } from "../../wire/agent-api.ts";
import type { Manifest } from "../../wire/agent-tunnel.ts";
import { createRecord } from "./execution-record.ts";
import type { ExecutionMeta, ExecutionRecord } from "./execution-record.ts";
import { executionEnvironment } from "./environment.ts";
import { spawnWrapper } from "./spawn-wrapper.ts";
import { watchWrapper } from "./watch-execution.ts";
import { workingDirectory } from "./working-directory.ts";
import { writeStdin } from "./write-stdin.ts";

export type StartRequest = z.output<typeof StartExecution>;

export interface StartContext {
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly manifest: () => Manifest | undefined;
}

/** Starts a command; it runs on whatever becomes of the caller or of this agent. */
export async function startExecution(
  context: StartContext,
  request: StartRequest,
  isStartup: boolean,
): Promise<ExecutionRecord> {
  const manifest = context.manifest();
  const directories = { home: context.home, directory: manifest?.directory };
  const meta: ExecutionMeta = {
    id: createId(),
    command: request.command,
    workdir: workingDirectory(request.workdir, directories),
    started_at: new Date().toISOString(),
    timeout_ms: request.timeout_ms ?? null,
    separate_stderr: request.separate_stderr,
    keep_stdin: request.keep_stdin,
    idempotency_key: request.idempotency_key ?? null,
    digest: digestOf(request),
    is_startup: isStartup,
  };
  const dir = join(context.root, meta.id);
  const sources = { agent: context.env, manifest, home: context.home };
  const env = executionEnvironment(sources, meta.id, request.env ?? {});
  const wrapper = await spawnWrapper({ meta, dir, env, stdin: request.stdin });
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

/** What makes two requests the same for one idempotency key: everything but how long and how much to answer. */
export function digestOf(request: StartRequest): string {
  const { wait_ms: _wait, reply_bytes: _bytes, idempotency_key: _key, env, ...rest } = request;
  const sorted = Object.entries(env ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const fields = Object.entries({ ...rest, env: sorted }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return hash("sha256", JSON.stringify(fields), "hex");
}

const ALPHABET = "0123456789abcdefghijkmnpqrstuvwxyz";

/** Short, since a model copies it; 12 characters of 34 do not collide among 264. */
function createId(): string {
  return Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
