import type { Kysely } from "kysely";
import type { Events } from "../db/events.ts";
import type { Database } from "../db/schema.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import type { ExecutionLimits } from "../wire/agent-tunnel.ts";
import type { Activity } from "./activity.ts";
import type { JobQueue } from "./job-queue.ts";
import type { Tunnels } from "./tunnels.ts";

export interface Log {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

/** What everything in this folder works with; `server/` builds it once. */
export interface WorkspacesContext {
  readonly db: Kysely<Database>;
  readonly events: Events;
  readonly jobs: JobQueue;
  readonly tunnels: Tunnels;
  readonly activity: Activity;
  readonly provisioners: ReadonlyMap<string, Provisioner>;
  /** Where agents reach this deployment. */
  readonly accessUrl: string;
  readonly executionLimits: ExecutionLimits;
  readonly log: Log;
}
