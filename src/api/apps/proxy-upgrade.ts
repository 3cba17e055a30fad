import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { answerHeaders, type AnswerPlace } from "./answer-headers.ts";
import { askApp, type AppCall } from "./ask-app.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";
import { noAnswer } from "./proxy-request.ts";

/** Passes the upgrade of a connection to an app, and then all bytes both ways until either end closes. */
export async function proxyUpgrade(
  deps: WorkspaceDeps,
  call: AppCall,
  client: { readonly socket: Duplex; readonly head: Buffer },
  place: AnswerPlace,
): Promise<void> {
  const { response, upgraded } = await handshake(deps, call);
  const { socket } = client;
  if (upgraded === undefined) {
    socket.write(headOf(response, { ...answerHeaders(response, place), connection: "close" }));
    await pipeline(response, socket).catch(() => socket.destroy());
    return;
  }
  const { connection = "Upgrade", upgrade = "websocket" } = response.headers;
  socket.write(headOf(response, { ...answerHeaders(response, place), connection, upgrade }));
  if (upgraded.head.length > 0) socket.write(upgraded.head);
  if (client.head.length > 0) upgraded.socket.write(client.head);
  const ways = [pipeline(socket, upgraded.socket), pipeline(upgraded.socket, socket)];
  // Who closes first ends both; a connection that breaks has no other end.
  await Promise.race(ways).catch(() => undefined);
  socket.end();
  upgraded.socket.end();
  await Promise.allSettled(ways);
}

interface Handshaken {
  readonly response: IncomingMessage;
  /** Undefined when the app answered as to an ordinary request. */
  readonly upgraded?: { readonly socket: Duplex; readonly head: Buffer };
}

async function handshake(deps: WorkspaceDeps, call: AppCall): Promise<Handshaken> {
  const sent = await askApp(deps, call);
  return await new Promise((resolve, reject) => {
    sent.once("upgrade", (response, socket, head) => resolve({ response, upgraded: { socket, head } }));
    sent.once("response", (response) => resolve({ response }));
    sent.on("error", (error) => reject(call.signal.aborted ? error : noAnswer(call, error)));
    sent.end();
  });
}

function headOf({ statusCode, statusMessage }: IncomingMessage, headers: OutgoingHttpHeaders): Buffer {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === undefined ? [] : `${name}: ${one}`)),
  );
  const first = `HTTP/1.1 ${statusCode} ${statusMessage}`;
  return Buffer.from(`${[first, ...lines].join("\r\n")}\r\n\r\n`, "latin1");
}
