import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Env } from "../cli-context.ts";

/** Opens a page in the program that BROWSER names, else in the system's browser; false when no program could start. */
export async function openBrowser(url: string, env: Env): Promise<boolean> {
  for (const [program, ...args] of await openers(env)) {
    if (program !== undefined && (await starts(program, withUrl(args, url)))) return true;
  }
  return false;
}

/** BROWSER may say with `%s` where the address goes. */
const withUrl = (args: readonly string[], url: string): readonly string[] =>
  args.some((arg) => arg.includes("%s"))
    ? args.map((arg) => arg.replaceAll("%s", () => url))
    : [...args, url];

async function openers(env: Env): Promise<readonly (readonly string[])[]> {
  const own = env["BROWSER"]?.trim();
  // Of BROWSER's list of programs, each with its arguments, the first that starts is taken.
  if (own) return own.split(process.platform === "win32" ? ";" : ":").map((part) => part.trim().split(/\s+/));
  if (process.platform === "darwin") return [["open"]];
  const windows = ["rundll32.exe", "url.dll,FileProtocolHandler"];
  if (process.platform === "win32") return [windows];
  return (await isWsl()) ? [["wslview"], windows, ["xdg-open"]] : [["xdg-open"]];
}

async function isWsl(): Promise<boolean> {
  try {
    return /microsoft/i.test(await readFile("/proc/version", "utf8"));
  } catch {
    return false;
  }
}

async function starts(program: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(program, [...args], { stdio: "ignore", detached: true });
  child.unref();
  try {
    await once(child, "spawn");
    return true;
  } catch {
    return false;
  }
}
