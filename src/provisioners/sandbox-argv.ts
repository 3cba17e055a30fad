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

/** What of the machine a sandbox shows, and as whom its processes run. */
export interface SandboxPlace {
  readonly uid: number;
  readonly hostname: string;
  readonly home: string;
  readonly logs: string;
  /** Generated files that stand for /etc/passwd and /etc/group. */
  readonly passwd: string;
  readonly group: string;
  readonly readOnly: readonly { readonly from: string; readonly to: string }[];
}

export const SANDBOX_HOME = "/home/coder";
export const SANDBOX_LOGS = "/var/log/coder";
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

/**
 * Words that run a command in the sandbox; put the command behind them. bwrap writes the pid of the sandbox's first
 * process to descriptor 3 as JSON; killing that process ends everything inside. The network is the machine's.
 */
export function sandboxArgv(sandbox: Bubblewrap, place: SandboxPlace): string[] {
  const isOwnUid = sandbox.identity === "own-uid";
  const targets = ["/etc/passwd", SANDBOX_HOME, SANDBOX_LOGS, ...place.readOnly.map(({ to }) => to)];
  const words: readonly (readonly string[])[] = [
    ["bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"],
    isOwnUid ? [] : ["--unshare-user", "--uid", String(NAMESPACE_UID), "--gid", String(NAMESPACE_UID)],
    ...parentsOf(targets).map(openDirectory),
    ["--hostname", place.hostname, "--ro-bind", "/usr", "/usr"],
    ...SYSTEM.map(systemDirectory),
    ...ETC.map((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
    ["--ro-bind", place.passwd, "/etc/passwd", "--ro-bind", place.group, "/etc/group"],
    ["--proc", "/proc", "--dev", "/dev"],
    ...["/dev/shm", "/tmp", "/var/tmp"].map((path) => ["--perms", "1777", "--tmpfs", path]),
    ["--bind", place.home, SANDBOX_HOME, "--bind", place.logs, SANDBOX_LOGS],
    ...place.readOnly.map(({ from, to }) => ["--ro-bind", from, to]),
    ["--chdir", SANDBOX_HOME, "--info-fd", "3", "--"],
    isOwnUid ? dropTo(place.uid) : [],
  ];
  return words.flat();
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
