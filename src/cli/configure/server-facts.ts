import { resolve } from "node:path";
import { configDir } from "../../config/config-dir.ts";
import type { ConfigureValues } from "../../config/configure-settings.ts";
import { listLogins } from "../../config/logins.ts";
import { invalidField } from "../../wire/errors.ts";
import type { CommandContext } from "../cli-context.ts";
import { deploymentUrl } from "../deployment-url.ts";
import type { ScopeName } from "./target.ts";

/** What is known of the deployment. */
export interface ServerFacts {
  /** The deployment; empty where none is known. */
  readonly url: string;
  /** True when `coder login` keeps this deployment. */
  readonly isLoggedIn: boolean;
  /** Throws AppError "invalid" where no deployment is known. */
  readonly requireUrl: () => string;
  /**
   * What a client hands to the server that it starts, as clients pass on hardly any variables of their own: the
   * deployment where it is not that of the login, and the directory of the login where it is not the usual one.
   */
  readonly envFor: (scope: ScopeName) => Readonly<Record<string, string>>;
}

export async function serverFacts(context: CommandContext, values: ConfigureValues): Promise<ServerFacts> {
  const given = values.url === "" ? "" : deploymentUrl(values.url);
  const logins = await listLogins(context.configDir);
  const current = logins.find((login) => login.current)?.url ?? "";
  const url = given || current;
  const usual = configDir({ HOME: context.env["HOME"], APPDATA: context.env["APPDATA"] });
  const dir = resolve(context.configDir);
  return {
    url,
    isLoggedIn: logins.some((login) => login.url === url),
    requireUrl: () => {
      if (url !== "") return url;
      throw invalidField("url", "no deployment is known: give --url, or run `coder login <url>` first");
    },
    envFor: (scope) => ({
      ...(given !== "" && (given !== current || scope === "project") && { CODER_URL: given }),
      ...(scope === "user" && dir !== usual && { CODER_CONFIG_DIR: dir }),
    }),
  };
}
