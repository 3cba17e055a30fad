import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";
import { SlimRole } from "./user.ts";

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

/** Coder's OrganizationMemberWithUserData (coder-api 1.9). */
export const Member = z.object({
  user_id: Uuid,
  organization_id: Uuid,
  created_at: Time,
  updated_at: Time,
  roles: listOf(SlimRole),
  username: z.string(),
  name: z.string().optional(),
  avatar_url: z.string().optional(),
  email: z.string(),
  status: z.string(),
  login_type: z.string(),
  last_seen_at: Time,
  user_created_at: Time,
  user_updated_at: Time,
  global_roles: listOf(SlimRole),
  has_ai_seat: z.boolean().optional(),
});
export type Member = z.infer<typeof Member>;

export const MemberList = z.object({ members: listOf(Member), count: z.int() });
