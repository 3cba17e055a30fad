import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Bench } from "../bench.ts";
import { endGroup } from "../run-program.ts";

const WITHIN_MS = 60_000;

// Tests look into answers freely.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

export interface AppServer extends AsyncDisposable {
  readonly ask: (method: string, params: object) => Promise<Answer>;
  readonly tell: (method: string) => void;
}

/** `codex app-server`: what Codex's own interfaces speak, JSON-RPC by the line; it needs neither login nor model. */
export function startAppServer({ env, project }: Bench, more: Readonly<Record<string, string>>): AppServer {
  const child = spawn("codex", ["app-server"], {
    cwd: project,
    env: { ...env, ...more },
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  const exit = once(child, "exit");
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, result, error } = JSON.parse(line);
    if (error !== undefined) waiting.get(id)?.reject(new Error(JSON.stringify(error)));
    else waiting.get(id)?.resolve(result);
  });
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    tell: (method) => send({ method }),
    ask: async (method, params) => {
      const id = waiting.size + 1;
      const answer = Promise.withResolvers<Answer>();
      waiting.set(id, answer);
      send({ id, method, params });
      const late = setTimeout(() => answer.reject(new Error(`no answer to ${method}`)), WITHIN_MS);
      return await answer.promise.finally(() => clearTimeout(late));
    },
    [Symbol.asyncDispose]: async () => {
      endGroup(child.pid);
      await exit;
    },
  };
}
