import { z } from "zod";

/** Coder's error and message envelope (coder-api 0.2), with our stable `code` beside it. */
export const Response = z.object({
  message: z.string(),
  detail: z.string().optional(),
  validations: z.array(z.object({ field: z.string(), detail: z.string() })).nullish(),
  code: z.string().optional(),
});
export type Response = z.infer<typeof Response>;
