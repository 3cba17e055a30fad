import { ActivityFeed } from "../activity.tsx";
import type { TabProps } from "../workspace.tsx";

/** What was done in a workspace. */
export const WorkspaceActivity = ({ workspace }: TabProps) => <ActivityFeed workspace={workspace.id} />;
