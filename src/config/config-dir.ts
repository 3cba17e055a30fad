import { homedir } from "node:os";
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** Coder's configuration directory: CODER_CONFIG_DIR, else `coderv2` where this system keeps configuration. */
export function configDir(env: Env, platform: NodeJS.Platform = process.platform): string {
  const chosen = env["CODER_CONFIG_DIR"];
  if (chosen) return chosen;
  const home = env["HOME"] || homedir();
  if (platform === "darwin") return join(home, "Library", "Application Support", "coderv2");
  if (platform === "win32") return join(env["APPDATA"] || join(home, "AppData", "Roaming"), "coderv2");
  return join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "coderv2");
}
