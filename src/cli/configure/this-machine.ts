import { homedir } from "node:os";
import type { CliContext } from "../cli-context.ts";
import type { Machine } from "./machine.ts";

/** The computer that the program runs on, with the working directory as the project. */
export function thisMachine({ env }: Pick<CliContext, "env">): Machine {
  const home = env["HOME"] || homedir();
  return { platform: process.platform, home, env, project: process.cwd() };
}
