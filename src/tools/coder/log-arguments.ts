import { z } from "zod";
import { waitArgument } from "../change-arguments.ts";

/** How logs that a job still writes are read; Coder's tools read them from the start to the end. */
export const logArguments = {
  after: z.int().min(0).optional().describe("Only lines after this id, as an earlier answer named it"),
  wait_seconds: waitArgument.describe("How long to wait for the end; 0 answers at once"),
} as const;
