import { lstatSync, readlinkSync } from "node:fs";

/** How processes of a local workspace are kept apart from the machine. */
export type Sandbox =
  | {
      readonly kind: "bubblewrap";
      /** `own-uid`: root gives each workspace a uid of its own; `user-namespace`: files stay the user's. */
      readonly identity: "own-uid" | "user-namespace";
    }
  | { readonly kind: "none"; readonly reason: string };

export type Bubblewrap = Extract<Sandbox, { kind: "bubblewrap" }>;

export function hasOwnUid(sandbox: Sandbox): boolean {
  return sandbox.kind === "bubblewrap" && sandbox.identity === "own-uid";
}

/** What of the machine a sandbox shows, and as whom its processes run. */
export interface SandboxPlace {
  readonly uid: number;
  readonly home: string;
  readonly logs: string;
  /** Shown read-only: what the agents are told. */
  readonly config: string;
  /** Generated files that stand for /etc/passwd and /etc/group. */
  readonly passwd: string;
  readonly group: string;
  readonly readOnly: readonly { readonly from: string; readonly to: string }[];
}

export const SANDBOX_HOME = "/home/coder";
export const SANDBOX_LOGS = "/var/log/coder";
export const SANDBOX_CONFIG = "/run/coder";
const HOSTNAME = "workspace";
/** The uid that processes see in a user namespace. */
export const NAMESPACE_UID = 1000;

/** What programs need of /etc: names, certificates, the linker, the clock and shells. */
const ETC = `
  ssl pki ca-certificates ca-certificates.conf crypto-policies
  resolv.conf hosts nsswitch.conf services protocols gai.conf
  ld.so.cache ld.so.conf ld.so.conf.d alternatives localtime timezone
  profile profile.d bash.bashrc inputrc terminfo mime.types magic debian_version
`
  .trim()
  .split(/\s+/);
const SYSTEM = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

/** A command that runs another in a sandbox: put that behind `argv`, and write `options` to descriptor 5. */
export interface SandboxCommand {
  readonly argv: readonly string[];
  /** Apart from argv, which processes inside can read: they name places of the machine. */
  readonly options: string;
}

/**
 * bwrap writes the pid of the sandbox's first process to descriptor 3 as JSON; killing that process ends everything
 * inside. The network is the machine's.
 */
export function sandboxCommand(sandbox: Bubblewrap, place: SandboxPlace): SandboxCommand {
  const isOwnUid = sandbox.identity === "own-uid";
  const targets = [
    "/etc/passwd",
    SANDBOX_HOME,
    SANDBOX_LOGS,
    SANDBOX_CONFIG,
    ...place.readOnly.map(({ to }) => to),
  ];
  const words: readonly (readonly string[])[] = [
    ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"],
    isOwnUid ? [] : ["--unshare-user", "--uid", String(NAMESPACE_UID), "--gid", String(NAMESPACE_UID)],
    ...parentsOf(targets).map(openDirectory),
    ["--hostname", HOSTNAME, "--ro-bind", "/usr", "/usr"],
    ...SYSTEM.map(systemDirectory),
    ...ETC.map((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
    ["--ro-bind", place.passwd, "/etc/passwd", "--ro-bind", place.group, "/etc/group"],
    ["--proc", "/proc", "--dev", "/dev"],
    ...["/dev/shm", "/tmp", "/var/tmp"].map((path) => ["--perms", "1777", "--tmpfs", path]),
    ["--bind", place.home, SANDBOX_HOME, "--bind", place.logs, SANDBOX_LOGS],
    ["--ro-bind", place.config, SANDBOX_CONFIG],
    ...place.readOnly.map(({ from, to }) => ["--ro-bind", from, to]),
    ["--chdir", SANDBOX_HOME, "--info-fd", "3"],
  ];
  const options = words.flat().map((word) => `${word}\0`);
  const argv = ["bwrap", "--args", "5", "--", ...(isOwnUid ? dropTo(place.uid) : [])];
  return { argv, options: options.join("") };
}

/** Every directory above the paths, outermost first: bwrap would make them readable for root only. */
function parentsOf(paths: readonly string[]): string[] {
  const above = paths.flatMap((path) => {
    const names = path.split("/").slice(1, -1);
    return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`);
  });
  return [...new Set(above)];
}

function openDirectory(path: string): string[] {
  return ["--perms", "0755", "--dir", path];
}

/** bwrap of root keeps root's rights, so the command gives them up before anything else. */
function dropTo(uid: number): string[] {
  const rights = ["--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"];
  return ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, ...rights, "--"];
}

function systemDirectory(name: string): string[] {
  const path = `/${name}`;
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  return stat.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}
