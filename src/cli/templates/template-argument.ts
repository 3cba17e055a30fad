import type { CliArgument } from "../command.ts";

/** The argument that names a template. */
export const templateArgument = {
  name: "template",
  description: "Its name, or its UUID.",
  required: true,
  completes: "template",
} as const satisfies CliArgument;
