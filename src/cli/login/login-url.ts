import { readCredentials } from "../../config/credentials.ts";
import { ConfigError } from "../../config/setting.ts";
import type { CommandContext } from "../command.ts";
import { deploymentUrl } from "../deployment-url.ts";

export interface LoginUrl {
  readonly url: string;
  /** Where it comes from, in words. */
  readonly source: string;
}

/** The deployment to log in to: the argument, `--url`, CODER_URL, the last login; ConfigError without any of them. */
export async function loginUrl(
  { global, env, configDir }: CommandContext,
  argument: string | undefined,
): Promise<LoginUrl> {
  if (argument !== undefined) return { url: deploymentUrl(argument), source: "as given" };
  if (global.url !== "") {
    const source = global.url === env["CODER_URL"] ? "from CODER_URL" : "from --url";
    return { url: deploymentUrl(global.url), source };
  }
  const { url } = await readCredentials(configDir);
  if (url !== "") return { url, source: "from the last login" };
  throw new ConfigError("no url argument provided: coder login https://coder.example.com");
}
