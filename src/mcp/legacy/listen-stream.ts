import { randomUUID } from "node:crypto";
import type { JSONRPCMessage, ServerEvent, ServerEventBus } from "@modelcontextprotocol/server";
import { openEventStream, type EventStream } from "./event-stream.ts";
import type { ResourceHub } from "../subscriptions/resource-hub.ts";
import type { LegacySession, SessionStore } from "./session-store.ts";

export interface ListenOptions {
  readonly store: SessionStore;
  readonly session: LegacySession;
  /** Reads the session again; undefined once it is over, or its client may not use it any more. */
  readonly refresh: () => Promise<LegacySession | undefined>;
  /** Where changes of tools, prompts and resources are told. */
  readonly bus: ServerEventBus;
  /** Watches what the session subscribes to. */
  readonly hub: ResourceHub;
}

/** A stream that a client listens on outside of its requests. */
export interface ListenStream {
  readonly key: string;
  readonly stream: EventStream;
  /** The session changed elsewhere. */
  readonly onChange: () => Promise<void>;
}

/**
 * Opens the stream that a GET asks for. A client may have several; the newest tells it of changes, so that none comes
 * twice, and when that ends another takes over.
 */
export async function openListenStream(options: ListenOptions): Promise<ListenStream> {
  const { store, session, hub } = options;
  const { key } = session;
  const id = randomUUID();
  let current = session;
  const refresh = async (): Promise<boolean> => {
    const found = await options.refresh();
    if (found === undefined) return false;
    current = found;
    if (current.streamId !== undefined) return true;
    await store.takeStream(key, id);
    current = (await options.refresh()) ?? current;
    return true;
  };
  const renew = async (): Promise<boolean> => {
    const goesOn = await refresh();
    if (goesOn) await hold(hub, wanted(current, id));
    return goesOn;
  };
  const stream = openEventStream({ goesOn: renew });
  const tell = (event: ServerEvent): void => {
    if (current.streamId === id && concerns(event, current)) stream.write(notificationOf(event));
  };
  void tidyAfter(stream.ended, relay(options, tell), () => store.leaveStream(key, id));
  try {
    await store.claimStream(key, id);
  } catch (error) {
    stream.close();
    throw error;
  }
  current = { ...current, streamId: id };
  const onChange = async (): Promise<void> => {
    if (!(await renew())) stream.close();
  };
  await hold(hub, wanted(current, id));
  return { key, stream, onChange };
}

/** Has every event told; the returned function ends that. */
function relay({ bus, hub }: ListenOptions, tell: (event: ServerEvent) => void): () => void {
  const unsubscribe = bus.subscribe(tell);
  hub.deliverTo({
    updated: (uri) => tell({ kind: "resource_updated", uri }),
    listChanged: () => tell({ kind: "resources_list_changed" }),
  });
  return () => {
    unsubscribe();
    hub.close();
  };
}

/** Only the stream that tells of changes needs to know them. */
const wanted = ({ streamId, subscriptions }: LegacySession, id: string): readonly string[] =>
  streamId === id ? subscriptions : [];

async function hold(hub: ResourceHub, uris: readonly string[]): Promise<void> {
  for (const uri of hub.added()) if (!uris.includes(uri)) await hub.remove(uri);
  for (const uri of uris) await hub.add(uri);
}

async function tidyAfter(
  ended: Promise<void>,
  unsubscribe: () => void,
  leave: () => Promise<void>,
): Promise<void> {
  await ended;
  unsubscribe();
  // Only the row is left to tidy, and the next stream to open does it too.
  await leave().catch(() => undefined);
}

function concerns(event: ServerEvent, { subscriptions }: LegacySession): boolean {
  return event.kind !== "resource_updated" || subscriptions.includes(event.uri);
}

function notificationOf(event: ServerEvent): JSONRPCMessage {
  const { kind, params } = event;
  if (kind === "resource_updated") {
    const method = "notifications/resources/updated";
    return { jsonrpc: "2.0", method, params: { ...params, uri: event.uri } };
  }
  const method = `notifications/${kind.replace("_list_changed", "")}/list_changed`;
  return { jsonrpc: "2.0", method, ...(params !== undefined && { params }) };
}
