import { Readable } from "node:stream";
import { TerminalQuery } from "../../wire/terminal.ts";
import { callerOf } from "../http/caller-of.ts";
import { readQuery } from "../http/read-request.ts";
import type { Call, Reply, Route } from "../http/route.ts";
import { followOutput } from "../output/follow-output.ts";
import { feedTerminal } from "../terminals/feed-terminal.ts";
import type { Terminals } from "../terminals/terminals.ts";

/** Terminals of people: the request's body is what the client types, the answer's what the terminal shows. */
export function terminalRoutes(terminals: Terminals, path: string | undefined): readonly Route[] {
  return [
    { method: "POST", pattern: "/terminal", handle: async (call) => await attach(terminals, call, path) },
  ];
}

async function attach(terminals: Terminals, call: Call, path: string | undefined): Promise<Reply> {
  const { record, start, detach } = await terminals.attach(readQuery(call, TerminalQuery), callerOf(call));
  call.signal.addEventListener("abort", detach, { once: true });
  if (call.signal.aborted) detach();
  const body = Readable.from(followOutput(record, start, call.signal), { objectMode: false });
  feedTerminal(record, call.body, path).catch((error: unknown) => {
    // After the client has gone there is nobody to tell.
    if (!call.signal.aborted) body.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return { kind: "stream", headers: { "content-type": "application/octet-stream" }, body };
}
