import { setTimeout as sleep } from "node:timers/promises";
import type { AuthInfo } from "@modelcontextprotocol/server";
import { askNobody } from "../../tools/ask.ts";
import { waitDeadline, type ToolContext } from "../../tools/context.ts";
import { isShown, locateWorkspace } from "../../tools/locate-workspace.ts";
import { AppError } from "../../wire/errors.ts";
import { reachAgent } from "../../tools/reach-agent.ts";
import { listResources } from "../resources/list-resources.ts";
import { workspaceContent } from "../resources/read-workspace.ts";
import { isNews } from "./check-subscribable.ts";
import { parseResourceUri, type ResourceAddress } from "../../tools/resource-uri.ts";
import type { Session } from "../session.ts";
import type { Toolbox } from "../toolbox.ts";
import type { ResourceNews } from "./subscriptions.ts";

/** How often the list is compared, and the caller's token looked at. */
export const LOOK_MS = 15_000;

export interface Watch {
  readonly session: Session;
  readonly toolbox: Toolbox;
  /** Workspaces, files and recent activity; other resources are never news. */
  readonly uris: readonly string[];
  readonly list: boolean;
  readonly news: ResourceNews;
  /** False once the caller's token is over; absent where somebody else looks. */
  readonly isAuthenticated?: (() => Promise<boolean>) | undefined;
  readonly lookMs?: number | undefined;
}

/** Watches as whoever made a request. */
export type WatchAs = (
  authInfo: AuthInfo,
  watch: Pick<Watch, "uris" | "list" | "news" | "isAuthenticated">,
  signal: AbortSignal,
) => Promise<void>;

/**
 * Tells of changes to resources as their caller sees them, until the signal fires or the caller's token ends. Other
 * failures of the deployment only delay the news.
 */
export async function watchResources(watch: Watch, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const context = contextOf(watch.session, AbortSignal.any([signal, ended.signal]));
  const work = [...watch.uris.map((uri) => watchResource(watch, context, uri)), look(watch, context)];
  await Promise.all(work.map((one) => untilEnded(one, ended)));
}

/** The first watcher that learns that the token has ended ends them all. */
async function untilEnded(work: Promise<void>, ended: AbortController): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!ended.signal.aborted) ended.abort();
    if (!isOver(error)) throw error;
  }
}

const contextOf = (session: Session, signal: AbortSignal): ToolContext => ({
  ...session,
  signal,
  ask: askNobody,
  follows: false,
  progress: () => undefined,
  timeoutMs: LOOK_MS,
});

async function watchResource(watch: Watch, context: ToolContext, uri: string): Promise<void> {
  const address = watchable(uri);
  if (address === undefined) return;
  const tell = tellChanges(() => watch.news.updated(uri));
  while (!context.signal.aborted) {
    try {
      for await (const content of states(context, address, uri)) tell(content);
    } catch (error) {
      if (isOver(error) || !(error instanceof AppError)) throw error;
      if (isMissing(error)) tell(MISSING);
    }
    await pause(watch, context.signal);
  }
}

const MISSING = "";
const REACH_SECONDS = 10;

function states(context: ToolContext, address: Watchable, uri: string): AsyncIterable<string> {
  if (address.kind === "activity") return activity(context);
  return address.kind === "file" ? etags(context, address) : contents(context, address.workspace, uri);
}

/** The file's etag, at once and after each change; missing where nothing is. */
async function* etags(
  context: ToolContext,
  { workspace, path }: Extract<Watchable, { kind: "file" }>,
): AsyncGenerator<string> {
  const { conn } = await reachAgent(context, {
    text: workspace,
    deadline: waitDeadline(context, REACH_SECONDS),
  });
  for await (const etag of conn.watch(path, context.signal)) yield etag ?? MISSING;
}

/** The newest event, as each one comes. */
async function* activity({ client, signal }: ToolContext): AsyncGenerator<string> {
  yield "begun";
  for await (const { id } of client.activity.watch({}, signal)) yield id;
}

/** How the workspace reads, at once and after each change; one that leaves the caller's filter is missing. */
async function* contents(context: ToolContext, name: string, uri: string): AsyncGenerator<string> {
  const { id } = await locateWorkspace(context, name);
  for await (const workspace of context.client.workspaces.watch(id, context.signal))
    yield (await isShown(context, workspace)) ? workspaceContent(workspace, uri).text : MISSING;
}

/** What a reader would not see is no news, and neither is the first look. */
function tellChanges(changed: () => void): (current: string) => void {
  let known: string | undefined;
  return (current) => {
    if (known !== undefined && known !== current) changed();
    known = current;
  };
}

/** Looks at the token, and compares the list where that is wanted. */
async function look(watch: Watch, context: ToolContext): Promise<void> {
  const { signal } = context;
  const { list, isAuthenticated, news } = watch;
  if (!list && isAuthenticated === undefined) return;
  const tell = tellChanges(news.listChanged);
  while (!signal.aborted) {
    try {
      if ((await isAuthenticated?.()) === false)
        throw new AppError("unauthenticated", "the token of a subscription is over");
      if (list) tell(await listOf(context, watch.toolbox));
    } catch (error) {
      if (isOver(error) || !(error instanceof AppError)) throw error;
    }
    await pause(watch, signal);
  }
}

async function listOf(context: ToolContext, toolbox: Toolbox): Promise<string> {
  const { resources } = await listResources(context, toolbox, undefined);
  return resources
    .map(({ uri }) => uri)
    .toSorted()
    .join(" ");
}

async function pause({ lookMs = LOOK_MS }: Watch, signal: AbortSignal): Promise<void> {
  await sleep(lookMs, undefined, { signal }).catch(() => undefined);
}

const isOver = (error: unknown): boolean =>
  error instanceof AppError && (error.code === "unauthenticated" || error.code === "canceled");

const isMissing = ({ code }: AppError): boolean => code === "not_found" || code === "gone";

type Watchable = Extract<ResourceAddress, { kind: "workspace" | "file" | "activity" }>;

function watchable(uri: string): Watchable | undefined {
  try {
    const address = parseResourceUri(uri);
    return isNews(address) ? address : undefined;
  } catch {
    return undefined;
  }
}
