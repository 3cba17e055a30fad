import { z } from "zod";
import { Uuid } from "../../wire/scalars.ts";

export const Count = z.coerce.number().int().min(0).max(999_999_999);

/** What part of a list is wanted (coder-api 0.3); a `limit` of 0 is none. */
export const Page = z.object({ limit: Count.optional(), offset: Count.optional() });
export const PageAfter = Page.extend({ after_id: Uuid.optional() });

/** Coder's search syntax (coder-api 2.1). */
export const Search = z.object({ q: z.string().optional() });
export const PagedSearch = Search.extend(Page.shape);

export const WithDeleted = z.object({ include_deleted: z.enum(["true", "false"]).optional() });

/** Of a log: only what comes behind this line, as text, or as a WebSocket that follows it (coder-api 2.7). */
export const LogPart = z.object({
  after: Count.optional(),
  follow: z.string().optional(),
  format: z.enum(["json", "text"]).optional(),
});
