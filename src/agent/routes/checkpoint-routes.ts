import { CreateCheckpoint, DiffCheckpoint, RestoreCheckpoint } from "../../wire/agent-checkpoints.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import { expandPath } from "../../rules/files/expand-path.ts";
import { readJson, readQuery } from "../http/read-request.ts";
import { json, type Route } from "../http/route.ts";

/** Checkpoints of project folders. */
export function checkpointRoutes(home: string, checkpoints: Checkpoints): readonly Route[] {
  const within = (path: string | undefined) =>
    path === undefined ? undefined : expandPath(path, home, "path");
  return [
    {
      method: "POST",
      pattern: "/checkpoints",
      handle: async (call) => {
        const { path, label, idempotency_key: idempotencyKey } = await readJson(call, CreateCheckpoint);
        const request = { path: expandPath(path, home, "path"), label, idempotencyKey };
        return json(await checkpoints.create(request, call.signal));
      },
    },
    {
      method: "GET",
      pattern: "/checkpoints",
      handle: async () => json({ checkpoints: await checkpoints.list() }),
    },
    {
      method: "GET",
      pattern: "/checkpoints/{id}/diff",
      handle: async (call) => {
        const { path } = readQuery(call, DiffCheckpoint);
        return json(await checkpoints.diff(call.params["id"] ?? "", within(path), call.signal));
      },
    },
    {
      method: "POST",
      pattern: "/checkpoints/{id}/restore",
      handle: async (call) => {
        const { path, dry_run: dryRun } = await readJson(call, RestoreCheckpoint);
        const request = { id: call.params["id"] ?? "", path: within(path), dryRun };
        return json(await checkpoints.restore(request, call.signal));
      },
    },
  ];
}
