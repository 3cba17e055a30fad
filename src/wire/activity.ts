import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";

/** One thing that was done, as a person reads it. */
export const ActivityEvent = z.object({
  /** Of its entry in the audit log. */
  id: Uuid,
  time: Time,
  kind: z.enum(["command", "edit", "file", "build", "workspace", "call", "change", "login"]),
  /** One line. */
  summary: z.string(),
  user: z.object({ id: Uuid, username: z.string() }),
  client: z.object({ id: z.string(), name: z.string() }),
  /** Absent for what no tool did. */
  tool: z.string().optional(),
  workspace: z.object({ id: Uuid, name: z.string() }).optional(),
  /** `ok`, or the code or the HTTP status of the failure. */
  result: z.string(),
  duration_ms: z.int().nullable(),
  command: z.string().optional(),
  execution_id: z.string().optional(),
  exit_code: z.int().optional(),
  /** Of edited and written files, cut where they are long. */
  diffs: listOf(z.object({ path: z.string(), diff: z.string() })),
  request_id: Uuid,
});
export type ActivityEvent = z.infer<typeof ActivityEvent>;

/** What one client did for one user on one day. */
export const ActivitySession = z.object({
  /** `<day>.<user id>.<client>`, to ask for it alone. */
  id: z.string(),
  day: z.string(),
  user: z.object({ id: Uuid, username: z.string() }),
  client: z.object({ id: z.string(), name: z.string() }),
  first: Time,
  last: Time,
  calls: z.int(),
  commands: z.int(),
  failures: z.int(),
  workspaces: listOf(z.string()),
  events: listOf(ActivityEvent),
});
export type ActivitySession = z.infer<typeof ActivitySession>;

export const ActivityList = z.object({
  sessions: listOf(ActivitySession),
  /** For the next page, as `before`; absent behind the last. */
  next: z.string().optional(),
});
export type ActivityList = z.infer<typeof ActivityList>;
