import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { AppError } from "../../wire/errors.ts";
import { answerHeaders, type AnswerPlace } from "./answer-headers.ts";
import { askApp, type AppCall } from "./ask-app.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";

/** Passes a request to an app and its answer back, both bodies as they come; AppError says why it could not be. */
export async function proxyRequest(
  deps: WorkspaceDeps,
  call: AppCall,
  outgoing: ServerResponse,
  place: AnswerPlace,
): Promise<void> {
  const response = await answerOf(deps, call);
  outgoing.writeHead(
    response.statusCode ?? 502,
    response.statusMessage ?? "",
    answerHeaders(response, place),
  );
  // Events are to be seen before the first of them comes.
  outgoing.flushHeaders();
  // An answer that breaks off is cut off, which is all that can be said of it by then.
  await pipeline(response, outgoing).catch(() => outgoing.destroy());
}

async function answerOf(deps: WorkspaceDeps, call: AppCall): Promise<IncomingMessage> {
  const sent = await askApp(deps, call);
  const answered = once(sent, "response");
  // An app may have something to say before the first of the body comes.
  sent.flushHeaders();
  // An app may answer before it has read everything, and then close.
  call.incoming.pipe(sent);
  try {
    const [response] = await answered;
    sent.on("error", () => undefined);
    return response;
  } catch (error) {
    call.signal.throwIfAborted();
    throw noAnswer(call, error);
  }
}

/** The error of an app whose connection ended without an answer. */
export function noAnswer({ found }: Pick<AppCall, "found">, cause: unknown): AppError {
  return new AppError(
    "unavailable",
    `What listens on port ${found.port} did not answer as a web server does.`,
    {
      status: 502,
      cause,
      detail: found.tls
        ? "the address says that it speaks TLS; if it does not, leave out the s behind the port"
        : "if it speaks TLS, put an s behind the port",
    },
  );
}
