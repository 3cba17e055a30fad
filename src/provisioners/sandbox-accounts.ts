import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SANDBOX_HOME } from "./sandbox-argv.ts";

export const SANDBOX_USER = "coder";

/** Writes the account files of a sandbox, in which only root, nobody and the workspace's user have names. */
export async function writeAccounts(dir: string, uid: number): Promise<{ passwd: string; group: string }> {
  const [passwd, group] = [join(dir, "passwd"), join(dir, "group")];
  const users = [
    "root:x:0:0:root:/root:/bin/sh",
    "nobody:x:65534:65534:nobody:/nonexistent:/bin/false",
    `${SANDBOX_USER}:x:${uid}:${uid}:${SANDBOX_USER}:${SANDBOX_HOME}:${loginShell()}`,
  ];
  await writeFile(passwd, `${users.join("\n")}\n`, { mode: 0o644 });
  await writeFile(group, `root:x:0:\nnogroup:x:65534:\n${SANDBOX_USER}:x:${uid}:\n`, { mode: 0o644 });
  return { passwd, group };
}

/** The shell that people expect where the machine has it. */
export function loginShell(): string {
  return existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh";
}
