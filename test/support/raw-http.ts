import { connect } from "node:net";

export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly text: string;
}

/** Sends bytes as they are and reads until the server ends the connection, or `withinMs` pass. */
export async function sendRaw(port: number, bytes: string | Buffer, withinMs = 5000): Promise<RawAnswer> {
  const socket = connect({ host: "127.0.0.1", port });
  const done = Promise.withResolvers<void>();
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    if (isWhole(Buffer.concat(chunks).toString("latin1"))) done.resolve();
  });
  // A server that cuts the connection has said what it wanted.
  socket.on("error", () => done.resolve());
  socket.on("close", () => done.resolve());
  const late = setTimeout(() => done.reject(new Error(`no answer within ${withinMs} ms`)), withinMs);
  try {
    socket.write(bytes);
    await done.promise;
    const text = Buffer.concat(chunks).toString("latin1");
    return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

/** Joins the lines of a request with CRLF and puts the body after an empty one. */
export const rawRequest = (lines: readonly string[], body = ""): string =>
  `${lines.join("\r\n")}\r\n\r\n${body}`;

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end).toLowerCase();
  const length = /^content-length: (\d+)$/m.exec(head.replaceAll("\r", ""))?.[1];
  if (length !== undefined) return text.length >= end + 4 + Number(length);
  return head.includes("transfer-encoding: chunked") && text.endsWith("0\r\n\r\n");
}
