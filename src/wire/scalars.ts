import { z } from "zod";

/** The UUID that Coder sends for "unset" (coder-api 0.1). */
export const ZERO_UUID = "00000000-0000-0000-0000-000000000000";

export const Uuid = z.guid();

/** RFC 3339 text as it crosses the wire. */
export const Time = z.string();

/** Lists that a genuine deployment may send as null (coder-api 0.1). */
export const listOf = <T extends z.ZodType>(item: T) => z.preprocess((list) => list ?? [], z.array(item));

const NAME = /^[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*$/;
const RESERVED = new Set(["new", "create"]);

/** User, workspace, template and organization names (coder-api 1.7). */
export const Name = z
  .string()
  .min(1, "is required")
  .max(32, "must be at most 32 characters")
  .regex(NAME, "must be letters and digits in groups joined by single hyphens")
  .refine((name) => !RESERVED.has(name), "must not be one of the reserved words new, create");

/** Template version names (coder-api 1.7). */
export const VersionName = z
  .string()
  .min(1, "is required")
  .max(64, "must be at most 64 characters")
  .regex(/^[a-zA-Z0-9]+(?:[_.-][a-zA-Z0-9]+)*$/, "must be letters and digits joined by single _ . or -");

export const DisplayName = z
  .string()
  .max(64, "must be at most 64 characters")
  .refine((name) => name.trim() === name, "must not begin or end with a space");
