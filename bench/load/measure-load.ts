import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LoadOrder, LoadResult } from "./generate.ts";
import type { Target } from "./targets.ts";

export interface Asked {
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** What every answer has in it. */
  readonly expected: string;
}

const run = promisify(execFile);

const LOAD = { connections: 64, warmUpMs: 5000, runMs: 5000 } as const;

/** Loads a server with 64 connections from another process, each with one request at a time. */
export async function measureLoad(
  target: Target,
  { body, headers = {}, expected }: Asked,
): Promise<LoadResult> {
  const text = JSON.stringify(body);
  const lines = Object.entries({
    host: `127.0.0.1:${target.port}`,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(text)),
    accept: "application/json, text/event-stream",
    ...(target.token !== "" && { authorization: `Bearer ${target.token}` }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `POST ${target.path} HTTP/1.1\r\n${lines.join("")}\r\n${text}`;
  const order: LoadOrder = { ...LOAD, port: target.port, request, expected };
  const generator = join(import.meta.dirname, "generate.ts");
  const { stdout } = await run(process.execPath, [generator, JSON.stringify(order)]);
  return JSON.parse(stdout);
}
