import { accessSync, constants } from "node:fs";
import { userInfo } from "node:os";
import { isAbsolute } from "node:path";
import { quote } from "../../rules/shell-word.ts";

/** These end at once: they are for accounts that nobody logs in to. */
const NO_SHELL = /\/(?:nologin|false|true)$/;

/** The POSIX shell command that is a login shell of the user, or `command` run by that shell (coder-api 4.1). */
export function shellCommand(command: string, env: Readonly<Record<string, string | undefined>>): string {
  const shell = quote(userShell(env));
  return command === ""
    ? `SHELL=${shell} exec ${shell} -l`
    : `SHELL=${shell} exec ${shell} -c ${quote(command)}`;
}

function userShell(env: Readonly<Record<string, string | undefined>>): string {
  const choices = [env["SHELL"], accountShell(), "/bin/bash"];
  return choices.find((path) => path !== undefined && isShell(path)) ?? "/bin/sh";
}

/** In a sandbox the account may have no entry. */
function accountShell(): string | undefined {
  try {
    return userInfo().shell ?? undefined;
  } catch {
    return undefined;
  }
}

function isShell(path: string): boolean {
  if (!isAbsolute(path) || NO_SHELL.test(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
