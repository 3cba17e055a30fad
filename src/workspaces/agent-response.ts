import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from "node:http2";
import { PassThrough, pipeline, Readable } from "node:stream";
import { AppError } from "../wire/errors.ts";

export interface AgentResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Whole when the agent says how long it is and that is at most 256 KiB; else as it comes. */
  readonly body: Buffer<ArrayBuffer> | Readable;
}

/** All of a response's body. */
export const wholeBody = async ({ body }: AgentResponse): Promise<Buffer> =>
  Buffer.isBuffer(body) ? body : Buffer.concat(await body.toArray());

/** A response's body as a web response takes it. */
export const bodyOf = ({ body }: AgentResponse): Buffer<ArrayBuffer> | ReadableStream =>
  Buffer.isBuffer(body) ? body : Readable.toWeb(body);

/** A response's body as it comes. */
export const streamedBody = ({ body }: AgentResponse): Readable =>
  Buffer.isBuffer(body) ? Readable.from([body]) : body;

const WHOLE_BYTES = 256 * 1024;

type Headers = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** What the agent answers on a stream; AppError unavailable when the tunnel ends before, canceled by the signal. */
export async function agentResponse(stream: ClientHttp2Stream, signal: AbortSignal): Promise<AgentResponse> {
  return await new Promise((resolve, reject) => {
    const fail = (cause?: unknown): void => reject(signal.aborted ? abortReason(signal) : lostAgent(cause));
    const failed = (): void => fail();
    const settle = (response: AgentResponse): void => {
      stream.off("close", failed);
      resolve(response);
    };
    stream.on("error", fail);
    stream.once("close", failed);
    // Read from here: a stream that is whole before anybody reads it is destroyed with its data.
    stream.once("response", (headers: Headers) => {
      const head = { status: headers[":status"] ?? 502, headers };
      if (isSmall(headers)) collect(stream, (body) => settle({ ...head, body }));
      else settle({ ...head, body: passing(stream) });
    });
  });
}

const isSmall = (headers: Headers): boolean => Number(headers["content-length"] ?? Number.NaN) <= WHOLE_BYTES;

function collect(stream: ClientHttp2Stream, done: (body: Buffer<ArrayBuffer>) => void): void {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
  stream.once("end", () => done(Buffer.concat(chunks)));
}

function passing(stream: ClientHttp2Stream): Readable {
  const body = pipeline(stream, new PassThrough(), () => undefined);
  // Whoever reads it sees the error; before that there is nobody.
  body.on("error", () => undefined);
  return body;
}

const abortReason = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new AppError("canceled", "the call was canceled");

/** The error of a call whose tunnel has ended. */
export function lostAgent(cause?: unknown): AppError {
  return new AppError("unavailable", "the connection to the workspace agent was lost", {
    cause,
    detail: "the agent reconnects by itself; a command that was started goes on",
    retryAfter: 1,
  });
}
