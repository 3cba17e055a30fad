import { useQuery } from "@tanstack/react-query";
import { ActivityList } from "../../../src/wire/activity.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { useSearch } from "../parts/use-search.ts";
import { useApp } from "../visitor-context.tsx";
import { ActivityFilters } from "./activity/activity-filters.tsx";
import { ActivitySessionView } from "./activity/activity-session.tsx";
import { useActivityNews } from "./activity/use-activity-news.ts";

/** What people and their agents did, as it happens. */
export const Activity = () => (
  <>
    <Heading>Activity</Heading>
    <ActivityFilters />
    <ActivityFeed />
  </>
);

interface ActivityFeedProps {
  /** Id of the only workspace to show. */
  readonly workspace?: string;
}

/** The sessions that the filters of the address leave, newest first. */
export function ActivityFeed({ workspace }: ActivityFeedProps) {
  const { api } = useApp();
  const [user] = useSearch("user", "");
  const [client] = useSearch("client", "");
  const [tool] = useSearch("tool", "");
  const [named] = useSearch("workspace", "");
  const [before, setBefore] = useSearch("before", "");
  const filter = { user, client, tool, workspace: workspace ?? named };
  const wanted = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
  const query = useQuery({
    queryKey: ["activity", wanted, before],
    queryFn: ({ signal }) => {
      return api.get("/activity", ActivityList, { ...wanted, before: before || undefined }, signal);
    },
  });
  useActivityNews(wanted);
  return (
    <Loaded query={query} what="activity">
      {({ sessions, next }) => (
        <>
          {sessions.length === 0 ? <p className="empty">Nothing was done here.</p> : null}
          {sessions.map((session) => (
            <ActivitySessionView key={session.id} session={session} />
          ))}
          <div className="actions">
            {before === "" ? null : <ActionButton label="Newest" onPress={() => setBefore("")} />}
            {next === undefined ? null : <ActionButton label="Older" onPress={() => setBefore(next)} />}
          </div>
        </>
      )}
    </Loaded>
  );
}
