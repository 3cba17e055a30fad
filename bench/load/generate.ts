import { connect } from "node:net";

/** What the process that makes the load is told, as JSON in its one argument. */
export interface LoadOrder {
  readonly port: number;
  /** One HTTP/1.1 request, sent again and again on each connection. */
  readonly request: string;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly runMs: number;
  /** What every answer has in it. */
  readonly expected: string;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const OK = Buffer.from("HTTP/1.1 200");
const CHUNKS_END = Buffer.from("\r\n0\r\n\r\n");

/** Makes load over raw sockets, which costs a fraction of what the servers do, and prints a LoadResult. */
const order: LoadOrder = JSON.parse(process.argv[2] ?? "");
const REQUEST = Buffer.from(order.request);
const begin = performance.now() + order.warmUpMs;
const end = begin + order.runMs;
const times: number[] = [];
await Promise.all(Array.from({ length: order.connections }, () => drive()));
times.sort((a, b) => a - b);
const at = (part: number): number => times[Math.floor(part * times.length)] ?? 0;
const result: LoadResult = { perSecond: times.length / (order.runMs / 1000), p50: at(0.5), p99: at(0.99) };
console.log(JSON.stringify(result));

/** One connection: a request, its whole answer, the next request. */
async function drive(): Promise<void> {
  const socket = connect({ port: order.port, host: "127.0.0.1", noDelay: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let sent = performance.now();
  let parts: Buffer[] = [];
  let isFirst = true;
  const send = (): void => {
    sent = performance.now();
    socket.write(REQUEST);
  };
  socket.on("data", (part) => {
    parts.push(part);
    const answer = parts.length === 1 ? part : Buffer.concat(parts);
    if (!isWhole(answer)) return;
    parts = [];
    const now = performance.now();
    if (sent >= begin && now <= end) times.push(now - sent);
    if (!answer.subarray(0, OK.length).equals(OK) || (isFirst && !answer.includes(order.expected)))
      reject(new Error(`unexpected answer: ${answer.toString("utf8", 0, 500)}`));
    isFirst = false;
    if (now < end) send();
    else resolve();
  });
  socket.once("close", () => reject(new Error("the server closed the connection"))).once("error", reject);
  send();
  await promise;
  socket.destroy();
}

function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf(HEAD_END);
  if (head === -1) return false;
  const length = /content-length: (\d+)/i.exec(answer.toString("latin1", 0, head))?.[1];
  if (length !== undefined) return answer.length >= head + HEAD_END.length + Number(length);
  return answer.subarray(-CHUNKS_END.length).equals(CHUNKS_END);
}
