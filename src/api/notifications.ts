import { Hono } from "hono";
import { whenAborted } from "../lib/when-aborted.ts";
import type { InboxNews } from "../wire/notification.ts";
import type { ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { reply } from "./reply.ts";
import { frameStream } from "./socket.ts";

/** The inbox that VS Code watches (coder-api 9.2); this deployment sends no notifications. */
export const notificationRoutes = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/notifications/inbox", (c) => {
      subjectOf(c);
      return reply(c, { notifications: [], unread_count: 0 });
    })
    .get("/notifications/inbox/watch", (c) => {
      subjectOf(c);
      return frameStream(c, noNews);
    });

// oxlint-disable-next-line require-yield -- a stream that stays open and empty
async function* noNews(signal: AbortSignal): AsyncGenerator<InboxNews, void, undefined> {
  await whenAborted(signal);
}
