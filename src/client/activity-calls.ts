import { ActivityEvent, ActivityList } from "../wire/activity.ts";
import type { CallOptions, Http, Query } from "./http.ts";
import { serverSentEvents } from "./server-sent-events.ts";

/** What people and their agents did. */
export const activityCalls = (http: Http) => ({
  list: (query: Query = {}, options: CallOptions = {}) =>
    http.json({ path: "/activity", query, ...options }, ActivityList),

  get: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/activity/${encodeURIComponent(id)}`, ...options }, ActivityEvent),

  /** Events as they come, until the signal fires or the stream ends. */
  watch: async function* (query: Query, signal: AbortSignal): AsyncGenerator<ActivityEvent> {
    const response = await http.open({ path: "/activity/watch", query, signal });
    for await (const { event, data } of serverSentEvents(response.body))
      if (event === "data") yield ActivityEvent.parse(JSON.parse(data));
  },
});
