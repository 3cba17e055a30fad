import { z } from "zod";
import { Name, Time, Uuid, listOf } from "./scalars.ts";

export const SlimRole = z.object({
  name: z.string(),
  display_name: z.string(),
  organization_id: z.string().optional(),
});
export type SlimRole = z.infer<typeof SlimRole>;

/** Coder's User (coder-api 1.7); the implicit `member` role is never in `roles`. */
export const User = z.object({
  id: Uuid,
  username: z.string(),
  name: z.string().optional(),
  avatar_url: z.string().optional(),
  email: z.string(),
  created_at: Time,
  updated_at: Time.optional(),
  last_seen_at: Time.optional(),
  status: z.string(),
  login_type: z.string(),
  theme_preference: z.string().optional(),
  organization_ids: listOf(Uuid),
  roles: listOf(SlimRole),
  has_ai_seat: z.boolean().optional(),
});
export type User = z.infer<typeof User>;

export const UserList = z.object({ users: listOf(User), count: z.int() });

/** What of a user others may know (coder-api 1.7). */
export const MinimalUser = z.object({
  id: Uuid,
  username: z.string(),
  name: z.string().optional(),
  avatar_url: z.string().optional(),
});

/** Body of `POST /users/first`. */
export const CreateFirstUser = z.object({
  email: z.email(),
  username: Name,
  name: z.string().max(128).default(""),
  password: z.string().min(1, "is required"),
  trial: z.boolean().optional(),
});

export const FirstUserCreated = z.object({ user_id: Uuid, organization_id: Uuid });

/** Body of `POST /users/login`. */
export const Login = z.object({ email: z.email(), password: z.string().min(1, "is required") });
export const LoggedIn = z.object({ session_token: z.string() });

/** Body of `POST /users`. */
export const CreateUser = z.object({
  email: z.email(),
  username: Name,
  name: z.string().max(128).default(""),
  password: z.string().optional(),
  login_type: z.enum(["password", "none"]).default("password"),
  user_status: z.enum(["active", "dormant"]).optional(),
  organization_ids: z.array(Uuid).optional(),
  organization_id: Uuid.optional(),
  roles: z.array(z.string()).optional(),
});

export const UpdateProfile = z.object({ username: Name, name: z.string().max(128).default("") });
export const UpdatePassword = z.object({ old_password: z.string().default(""), password: z.string().min(1) });
export const UpdateRoles = z.object({ roles: z.array(z.string()) });

/** Roles by name, those of organizations by the organization's id. */
export const UserRoles = z.object({
  roles: z.array(z.string()),
  organization_roles: z.record(z.string(), z.array(z.string())),
});

export const LoginType = z.object({ login_type: z.string() });

/** `POST /users/validate-password`; `details` says what a bad one lacks. */
export const PasswordToCheck = z.object({ password: z.string() });
export const PasswordVerdict = z.object({ valid: z.boolean(), details: z.string() });

export const AssignableRole = SlimRole.extend({
  site_permissions: z.array(z.unknown()),
  user_permissions: z.array(z.unknown()),
  organization_permissions: z.array(z.unknown()),
  organization_member_permissions: z.array(z.unknown()),
  assignable: z.boolean(),
  built_in: z.boolean(),
});
export type AssignableRole = z.infer<typeof AssignableRole>;
