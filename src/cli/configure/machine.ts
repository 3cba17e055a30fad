import { posix, win32 } from "node:path";

export type Env = Readonly<Record<string, string | undefined>>;

/** The computer whose clients are configured; tests describe others than the one they run on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Env;
  /** The directory of the project, for the scope "project". */
  readonly project: string;
}

/** Where programs keep their settings on a machine. */
export interface Places {
  readonly env: Env;
  readonly join: (...parts: readonly string[]) => string;
  /** Below the home directory, or below the directory that a variable names. */
  readonly home: (...parts: readonly string[]) => string;
  /** Where desktop programs of this system keep settings. */
  readonly appData: (...parts: readonly string[]) => string;
  /** `~/.config` on every system, or XDG_CONFIG_HOME. */
  readonly dotConfig: (...parts: readonly string[]) => string;
  readonly isWindows: boolean;
}

export function placesOf({ platform, home, env }: Machine): Places {
  const isWindows = platform === "win32";
  const join = (...parts: readonly string[]): string => (isWindows ? win32 : posix).join(...parts);
  const dotConfig = env["XDG_CONFIG_HOME"] || join(home, ".config");
  return {
    env,
    join,
    isWindows,
    home: (...parts) => join(home, ...parts),
    dotConfig: (...parts) => join(dotConfig, ...parts),
    appData: (...parts) => join(appDataOf({ platform, home, env, dotConfig }, join), ...parts),
  };
}

function appDataOf(
  { platform, home, env, dotConfig }: Omit<Machine, "project"> & { readonly dotConfig: string },
  join: (...parts: string[]) => string,
): string {
  if (platform === "win32") return env["APPDATA"] || join(home, "AppData", "Roaming");
  return platform === "darwin" ? join(home, "Library", "Application Support") : dotConfig;
}
