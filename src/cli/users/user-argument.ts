import type { CliArgument } from "../command.ts";

/** The argument that names a user. */
export const userArgument: CliArgument = {
  name: "user",
  description: "Name, e-mail address or UUID.",
  required: true,
  completes: "user",
};
