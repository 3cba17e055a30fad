import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Workspace } from "../../../../src/wire/workspace.ts";
import { apiUrl } from "../../api.ts";

/** Keeps a query's workspace as it is, by the events that the deployment sends of it (coder-api 2.10). */
export function useWatched(id: string | undefined, queryKey: readonly string[]): void {
  const client = useQueryClient();
  const key = queryKey.join("/");
  useEffect(() => {
    if (id === undefined) return undefined;
    const events = new EventSource(apiUrl(`/workspaces/${id}/watch`));
    events.addEventListener("data", ({ data }) => {
      client.setQueryData(key.split("/"), Workspace.parse(JSON.parse(data)));
    });
    return () => events.close();
  }, [client, id, key]);
}
