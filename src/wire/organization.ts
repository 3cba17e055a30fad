import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";

/** Coder's Organization (coder-api 1.9). */
export const Organization = z.object({
  id: Uuid,
  name: z.string(),
  display_name: z.string().default(""),
  icon: z.string().default(""),
  description: z.string().default(""),
  created_at: Time,
  updated_at: Time,
  is_default: z.boolean(),
  default_org_member_roles: listOf(z.string()),
});
export type Organization = z.infer<typeof Organization>;
