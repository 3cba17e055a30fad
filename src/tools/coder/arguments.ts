import { z } from "zod";

/** Arguments that several of Coder's tools take. */
export const uuid = z.guid({ error: "must be a valid UUID" });

export const workspace = z.string().min(1).describe("[owner/]name[.agent] or UUID");

export const template = z.string().min(1).describe("UUID or name");

export const absolutePath = z
  .string()
  .regex(/^(?:\/|~\/|~$)/, "must be an absolute path, or begin with ~/")
  .describe("Absolute or ~/…");

export const encoding = z
  .enum(["text", "base64"])
  .default("text")
  .describe("What content is; base64 for bytes that are not text");
