import { z } from "zod";

/** What `/readyz` answers; `newer` where a later version has migrated the database. */
export const ReadinessAnswer = z.object({
  status: z.enum(["ok", "unavailable"]),
  checks: z.object({
    database: z.enum(["ok", "unavailable"]),
    migrations: z.enum(["ok", "missing", "newer", "unknown"]),
    draining: z.boolean(),
  }),
});
export type Readiness = z.infer<typeof ReadinessAnswer>;
