import type { AppStatusRow } from "../db/app-statuses.ts";
import type { AppStatus } from "../wire/app-status.ts";

/** What the API shows of a status (coder-api 2.9); its icon and its call for attention are in use no more. */
export const toAppStatus = (row: AppStatusRow): AppStatus => ({
  id: row.id,
  created_at: row.created_at.toISOString(),
  workspace_id: row.workspace_id,
  agent_id: row.agent_id,
  app_id: row.app_id,
  state: row.state,
  message: row.message,
  uri: row.uri,
  icon: "",
  needs_user_attention: false,
});

/** Those of one app, in the order of the rows. */
export const appStatusesOf = (appId: string, rows: readonly AppStatusRow[]): readonly AppStatus[] =>
  rows.filter(({ app_id: id }) => id === appId).map(toAppStatus);
