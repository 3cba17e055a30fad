import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { apiUrl, type Query } from "../../api.ts";

/** Events that come close together are fetched together. */
const GATHER_MS = 500;

/** Has the activity asked for again whenever the deployment tells of something that the filter leaves. */
export function useActivityNews(filter: Query): void {
  const client = useQueryClient();
  const url = apiUrl("/activity/watch", filter);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refetch = (): void => {
      timer = undefined;
      void client.invalidateQueries({ queryKey: ["activity"] });
    };
    const events = new EventSource(url);
    events.addEventListener("data", () => {
      timer ??= setTimeout(refetch, GATHER_MS);
    });
    return () => {
      clearTimeout(timer);
      events.close();
    };
  }, [client, url]);
}
