import { readFile } from "node:fs/promises";
import type { Reporter } from "../mcp/stdio.ts";
import { AppError } from "../wire/errors.ts";
import type { CommandContext } from "./cli-context.ts";

/**
 * What reports for an app of the workspace that this runs in, with its agent's token; undefined without a slug. Throws
 * AppError "invalid" when the token or the URL is not there.
 */
export async function taskReporter(context: CommandContext, appSlug: string): Promise<Reporter | undefined> {
  if (appSlug === "") return undefined;
  const url = context.env["CODER_AGENT_URL"] || context.global.url;
  const token = await agentToken(context);
  if (url === "" || token === "")
    throw new AppError(
      "invalid",
      "app-status-slug: needs CODER_AGENT_URL, and CODER_AGENT_TOKEN or CODER_AGENT_TOKEN_FILE, of the workspace's agent",
    );
  return {
    appSlug,
    client: async () => {
      const { clientFor } = await import("./client-for.ts");
      return await clientFor(context, { url, token }, "stdio");
    },
  };
}

async function agentToken({ env }: CommandContext): Promise<string> {
  const file = env["CODER_AGENT_TOKEN_FILE"] ?? "";
  const given = env["CODER_AGENT_TOKEN"] ?? "";
  if (given !== "" || file === "") return given;
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new AppError("invalid", `CODER_AGENT_TOKEN_FILE: ${file} cannot be read`, { cause });
  }
}
