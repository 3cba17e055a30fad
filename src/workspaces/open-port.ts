import { Duplex, PassThrough } from "node:stream";
import { AppError } from "../wire/errors.ts";
import { streamedBody, wholeBody } from "./agent-response.ts";
import { relayToAgent, type AgentPlace } from "./relay-to-agent.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** How long the agent may take to connect. */
const CONNECT_WITHIN_MS = 15_000;

/**
 * A connection to a TCP port of the workspace, until either end closes it or `signal` aborts; AppError "unavailable"
 * when nothing listens there, and the errors of `relayToAgent`.
 */
export async function openPort(
  context: WorkspacesContext,
  agent: AgentPlace,
  port: number,
  signal: AbortSignal,
): Promise<Duplex> {
  const over = new AbortController();
  const sent = new PassThrough();
  const late = setTimeout(() => over.abort(tooLate(port)), CONNECT_WITHIN_MS);
  try {
    const response = await relayToAgent(context, agent, {
      method: "POST",
      path: `/tcp?port=${port}`,
      body: sent,
      signal: AbortSignal.any([signal, over.signal]),
    });
    if (response.status !== 200) throw notOpened(port, response.status, await wholeBody(response));
    const connection = Duplex.from({ writable: sent, readable: streamedBody(response) });
    // Whoever reads or writes sees the error; between the two there is nobody.
    connection.on("error", () => undefined);
    // What is still on its way when either end goes is for nobody.
    connection.once("close", () => over.abort());
    return connection;
  } catch (error) {
    over.abort();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

const tooLate = (port: number): AppError =>
  new AppError("timeout", `The workspace did not connect to port ${port} in time.`);

function notOpened(port: number, status: number, body: Buffer): Error {
  if (status >= 500 && status !== 503)
    return new Error(`the agent answered ${status} for port ${port}: ${body.toString()}`);
  return new AppError("unavailable", `Nothing listens on port ${port} in the workspace.`, {
    status: 502,
    detail: "start the program that is to listen there, on localhost or on every address, and try again",
  });
}
