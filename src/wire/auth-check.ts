import { z } from "zod";

const Check = z.object({
  object: z.object({
    resource_type: z.string().min(1, "is required"),
    /** May be `me`. */
    owner_id: z.string().default(""),
    organization_id: z.string().default(""),
    resource_id: z.string().default(""),
    any_org: z.boolean().default(false),
  }),
  action: z.string().min(1, "is required"),
});
export type AuthCheck = z.output<typeof Check>;

/** Body of `POST /authcheck` (coder-api 1.10). */
export const AuthChecks = z.object({ checks: z.record(z.string(), Check) });
