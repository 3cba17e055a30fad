import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../wire/errors.ts";
import { Workspace } from "../wire/workspace.ts";
import type { Http } from "./http.ts";
import { isUncodedStatus } from "./http-failure.ts";
import { abortFailure } from "./until-aborted.ts";
import { serverSentEvents } from "./server-sent-events.ts";

const POLL_MS = 1000;

/**
 * Yields a workspace at once and after every change until the signal fires (coder-api 2.10). Reads the event stream
 * while it lasts, then polls: proxies cut streams, and old deployments have none.
 */
export async function* watchWorkspace(
  http: Http,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Workspace> {
  try {
    yield* streamed(http, id, signal);
  } catch (error) {
    if (signal.aborted) throw abortFailure(signal);
    if (!isUncodedStatus(error, 404, 405) && !isLost(error)) throw error;
  }
  for (;;) {
    yield await http.json({ path: `/workspaces/${id}`, signal }, Workspace);
    await sleep(POLL_MS, undefined, { signal }).catch(() => {
      throw abortFailure(signal);
    });
  }
}

async function* streamed(http: Http, id: string, signal: AbortSignal): AsyncGenerator<Workspace> {
  const response = await http.open({ path: `/workspaces/${id}/watch`, signal });
  for await (const { event, data } of serverSentEvents(response.body)) {
    if (event === "error") return;
    if (event === "data") yield Workspace.parse(JSON.parse(data));
  }
}

/** A broken stream is not an answer, so anything but a refusal means: ask again by polling. */
const isLost = (error: unknown): boolean => !(error instanceof AppError) || error.code === "unavailable";
