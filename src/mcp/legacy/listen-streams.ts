import type { AuthInfo, ServerEventBus } from "@modelcontextprotocol/server";
import type { Log } from "../log.ts";
import { createResourceHub, type ResourceHub } from "../subscriptions/resource-hub.ts";
import type { WatchAs } from "../subscriptions/watch-resources.ts";
import type { LegacyRequest } from "./legacy-leg.ts";
import { openListenStream, type ListenStream } from "./listen-stream.ts";
import type { LegacySession, SessionStore } from "./session-store.ts";

export interface ListenStreamsOptions {
  readonly sessions: SessionStore;
  readonly bus: ServerEventBus;
  readonly log: Log;
  readonly watch: WatchAs;
}

/** The streams that clients have open here outside of their requests. */
export interface ListenStreams extends Disposable {
  readonly open: (request: LegacyRequest, id: string, session: LegacySession) => Promise<Response>;
}

/** Opens streams, and tells each of them when its session changed or ended anywhere. */
export function createListenStreams(options: ListenStreamsOptions): ListenStreams {
  const { sessions, bus, log } = options;
  const streams = new Set<ListenStream>();
  const listening = sessions.listen({
    keys: () => [],
    onMessage: () => undefined,
    onChange: (key) => {
      for (const stream of streams)
        if (key === undefined || key === stream.key)
          stream.onChange().catch((error: unknown) => log("warn", "a session could not be read", { error }));
    },
  });
  return {
    open: async ({ owner, isAuthenticated, authInfo }, id, session) => {
      const refresh = async (): Promise<LegacySession | undefined> =>
        (await isAuthenticated()) ? await sessions.find(owner, id) : undefined;
      const opened = await openListenStream({
        store: sessions,
        session,
        refresh,
        bus,
        hub: hubOf(options, authInfo),
      });
      streams.add(opened);
      void opened.stream.ended.finally(() => streams.delete(opened));
      return opened.stream.response;
    },
    [Symbol.dispose]: () => {
      listening[Symbol.dispose]();
      for (const { stream } of streams) stream.close();
    },
  };
}

/** What a stream's session subscribes to, as its caller sees it; the stream itself looks at the token. */
const hubOf = ({ watch, log }: ListenStreamsOptions, authInfo: AuthInfo): ResourceHub =>
  createResourceHub(async (what, news, signal) => {
    try {
      await watch(authInfo, { ...what, news }, signal);
    } catch (error) {
      log("error", "a subscription broke", { error });
    }
  });
