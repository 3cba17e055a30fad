import { isAbsolute } from "node:path";
import { AppError } from "../../wire/errors.ts";
import { MCP_ENDPOINT } from "./entry-parts.ts";
import type { Entry } from "./formats/format.ts";
import type { ClientTarget, LocalServer, RemoteServer, ScopeName } from "./target.ts";

/** What a connection is narrowed to. */
export interface Narrowing {
  readonly toolsets: readonly string[];
  readonly readOnly: boolean;
  readonly workspaceFilter: string;
}

/** How `coder` is called on this machine. */
export interface Program {
  /** The words that start it wherever the caller stands, for programs that know no PATH. */
  readonly absolute: readonly [string, ...string[]];
  /** True where the word `coder` in a shell starts this very program. */
  readonly isOnPath: boolean;
}

export interface LocalWish extends Narrowing {
  readonly program: Program;
  readonly scope: ScopeName;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The server as a client starts it. A file that a project shares says `coder`, as its place differs from machine to
 * machine; so does that of a client of the terminal where PATH has it. A desktop's programs do not know the shell's
 * PATH, so they get absolute paths of Node and of this program.
 */
export function localServer(target: ClientTarget, wish: LocalWish): LocalServer {
  const byName = wish.scope === "project" || (!target.isDesktop && wish.program.isOnPath);
  const [command, ...first] = byName ? (["coder"] as const) : wish.program.absolute;
  return { command, args: [...first, "exp", "mcp", "server", ...flagsOf(wish)], env: wish.env };
}

function flagsOf({ toolsets, readOnly, workspaceFilter }: Narrowing): readonly string[] {
  return [
    ...(toolsets.length > 0 ? ["--toolsets", toolsets.join(",")] : []),
    ...(readOnly ? ["--read-only"] : []),
    ...(workspaceFilter === "" ? [] : ["--workspace-filter", workspaceFilter]),
  ];
}

/** The endpoint of a deployment, narrowed by its query. Throws AppError "unsupported" for what a URL cannot say. */
export function remoteUrl(deployment: string, { toolsets, readOnly, workspaceFilter }: Narrowing): string {
  if (workspaceFilter !== "") {
    throw new AppError("unsupported", "--workspace-filter: a remote connection has no filter of its own", {
      detail: "choose the workspaces on the page that asks for consent, or leave --remote out",
    });
  }
  const query = new URLSearchParams();
  if (toolsets.length > 0) query.set("toolset", toolsets.join(","));
  if (readOnly) query.set("readonly", "1");
  const text = query.toString().replaceAll("%2C", ",");
  return `${deployment}${MCP_ENDPOINT}${text === "" ? "" : `?${text}`}`;
}

/** The entry of a remote server. Throws AppError "unsupported", with what to do instead, where the client cannot. */
export function remoteEntryOf(target: ClientTarget, name: string, server: RemoteServer): Entry {
  if (target.remote === undefined) throw refusal(target, "--remote", target.whyLocalOnly);
  if (server.variable !== undefined && target.whyNoToken !== undefined) {
    throw refusal(target, "--token", target.whyNoToken);
  }
  if (server.variable === undefined && target.login === undefined) {
    throw refusal(target, "--remote", `${target.title} has no login by OAuth: add --token`);
  }
  return target.remote(server, name);
}

function refusal({ title }: ClientTarget, flag: string, why = ""): AppError {
  return new AppError("unsupported", `${title} does not take ${flag}`, { detail: why });
}

/** The program that runs, by the absolute paths of its Node and its script. */
export function absoluteProgram(node: string, script: string): readonly [string, string] {
  if (isAbsolute(node) && isAbsolute(script)) return [node, script];
  throw new AppError("invalid", `the paths of this program are not absolute: ${node} ${script}`);
}
