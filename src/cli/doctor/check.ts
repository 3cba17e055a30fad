import type { CoderClient } from "../../client/client.ts";
import type { Credentials } from "../../config/credentials.ts";
import type { CommandContext } from "../command.ts";

/** What a check found; a problem has a remedy. */
export type Finding =
  | { readonly status: "ok" | "skipped"; readonly message: string }
  | { readonly status: "warning" | "failure"; readonly message: string; readonly remedy: string };

/** What checks look at. */
export interface Patient extends Credentials {
  readonly context: CommandContext;
  readonly client: CoderClient;
  /** Any address of the deployment, without a token; never throws for a status. */
  readonly fetch: (path: string) => Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  /** By lower-case name; null when it was not sent. */
  readonly header: (name: string) => string | null;
  readonly text: string;
}

/** One thing that `coder doctor` looks at. */
export interface Check {
  readonly name: string;
  /** Names of checks without whose success this one says nothing. */
  readonly needs: readonly string[];
  /** A throw is a failure with the words of the error. */
  readonly run: (patient: Patient) => Promise<readonly Finding[]>;
}

export const ok = (message: string): Finding => ({ status: "ok", message });
export const skipped = (message: string): Finding => ({ status: "skipped", message });
export const warning = (message: string, remedy: string): Finding => ({ status: "warning", message, remedy });
export const failure = (message: string, remedy: string): Finding => ({ status: "failure", message, remedy });
