import { once } from "../../lib/once.ts";
import type { McpServer, ServerCapabilities } from "@modelcontextprotocol/server";
import type { CallStates } from "../call-state.ts";
import type { CallOptions } from "../call-tool.ts";
import type { NameMemory } from "../completions/name-memory.ts";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";
import type { TaskSource } from "../tasks/task-source.ts";
import type { Toolbox } from "../toolbox.ts";

/** `modern` is revision 2026-07-28, without a handshake; `legacy` are the ones with `initialize`. */
export type Era = "legacy" | "modern";

export type ProtocolServer = McpServer["server"];

/** What a server instance serves with: one connection of stdio, or one HTTP request. */
export interface FeatureDeps {
  readonly era: Era;
  readonly calls: CallOptions;
  /** The tools that the caller selected, loaded at the first use. What they do not reach is not offered otherwise. */
  readonly toolbox: () => Promise<Toolbox>;
  readonly names: NameMemory;
  readonly states: CallStates;
  /** What keeps a legacy connection's subscriptions; absent where nothing could tell it of news. */
  readonly subscriptions?: Subscriptions | undefined;
  /** Tasks other than builds and commands. */
  readonly taskSources?: readonly TaskSource[] | undefined;
}

/** One part of the protocol: what is announced of it, and its request handlers. */
export interface Feature {
  readonly capabilities: (deps: FeatureDeps) => ServerCapabilities;
  readonly register: (server: ProtocolServer, deps: FeatureDeps) => void;
}

export const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

/** Loaded with the first request; asking the module loader again at each would cost as much as a short tool. */
export const handling = once(() => import("../handling.ts"));
