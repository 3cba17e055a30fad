import { z } from "zod";
import { Time } from "./scalars.ts";

/** What a template has its agents measure, and the last of each (coder-api 4.2). */
export const AgentMetadata = z.array(
  z.object({
    result: z.object({ collected_at: Time, age: z.int(), value: z.string(), error: z.string() }),
    description: z.object({
      display_name: z.string(),
      key: z.string(),
      script: z.string(),
      interval: z.int(),
      timeout: z.int(),
    }),
  }),
);
export type AgentMetadata = z.infer<typeof AgentMetadata>;
