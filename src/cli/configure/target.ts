import type { Entry, Spot } from "./formats/format.ts";
import type { FormatName } from "./formats/formats.ts";
import type { Places } from "./machine.ts";

export type ScopeName = "user" | "project";

/** A server that the client starts itself and talks to over stdin and stdout. */
export interface LocalServer {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A server that the client reaches over HTTP. */
export interface RemoteServer {
  readonly url: string;
  /** The environment variable that holds the token; undefined where the client logs in by OAuth. */
  readonly variable?: string | undefined;
}

/** What stands in the file beside the entry, as the question for a token. */
export interface Companion {
  readonly spot: (name: string) => Spot;
  readonly entry: (name: string) => Entry;
}

/** One AI client: where it keeps its servers, how their entries look, and what it cannot do. */
export interface ClientTarget {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly format: FormatName;
  /** The keys that lead to the servers. */
  readonly path: readonly string[];
  /** For a list of servers: the field with the name. */
  readonly nameField?: string;
  /** The user's file: the first one that is there, else the first. */
  readonly userFiles: (places: Places) => readonly [string, ...string[]];
  /** The project's file, from its directory on; undefined where the client has none. */
  readonly projectFile?: readonly string[];
  /** What shows that the client is on a machine, where its file stands in a directory that all have. */
  readonly signs?: (places: Places) => readonly string[];
  /** True for what is started from a desktop, where a shell's PATH does not reach. */
  readonly isDesktop: boolean;
  readonly local: (server: LocalServer, name: string) => Entry;
  readonly remote?: (server: RemoteServer, name: string) => Entry;
  /** Why there is no `remote`, and what to do instead. */
  readonly whyLocalOnly?: string;
  /** How a user logs in to a remote server; undefined where the client has no OAuth. */
  readonly login?: (name: string) => string;
  /** Why `--token` is refused, and what to do instead; undefined where the client can refer to a variable. */
  readonly whyNoToken?: string;
  /** Written with `--token`. */
  readonly companion?: Companion;
  /** What a user has to know of the project's file. */
  readonly projectNote?: string;
  /** What makes the client read the file again. */
  readonly reload?: string;
  /** A program of the client's own that writes its file, for one that it keeps rewriting itself. */
  readonly ownWriter?: OwnWriter;
}

/** The arguments with which the client's own program is called. */
export interface OwnWriter {
  readonly program: string;
  readonly put: (name: string, entry: Entry) => readonly string[];
  readonly remove: (name: string) => readonly string[];
}
