import type { AgentSpec, TemplateSpec } from "../wire/template-spec.ts";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** Writes one line of a build's or an import's log under the stage that is running. */
export type BuildLog = (level: LogLevel, stage: string, output: string) => void;

/** The files of a template version: path inside the archive -> content. */
export type TemplateFiles = ReadonlyMap<string, Buffer>;

export interface ImportJob {
  readonly files: TemplateFiles;
  readonly log: BuildLog;
  readonly signal: AbortSignal;
}

/** An agent that a start must bring up: it dials `accessUrl` with `token`. */
export interface AgentToStart {
  readonly id: string;
  readonly token: string;
  readonly spec: AgentSpec;
}

export interface WorkspaceFacts {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly buildId: string;
}

export interface BuildJob {
  readonly workspace: WorkspaceFacts;
  readonly spec: TemplateSpec;
  /** Read only when asked for: most builds need what the import found, not the archive. */
  readonly files: () => Promise<TemplateFiles>;
  /** Values of all parameters, resolved and validated. */
  readonly parameters: Readonly<Record<string, string>>;
  /** One for each agent of the spec on a start, else empty. */
  readonly agents: readonly AgentToStart[];
  /** Where agents reach the deployment. */
  readonly accessUrl: string;
  readonly log: BuildLog;
  /** Aborted when the build is canceled or the deployment shuts down. */
  readonly signal: AbortSignal;
}

/** A resource as the build reports it: `agents` names the agents that run in it. */
export interface ProvisionedResource {
  readonly type: string;
  readonly name: string;
  readonly icon: string;
  readonly agents: readonly string[];
  readonly metadata: readonly { readonly key: string; readonly value: string; readonly sensitive: boolean }[];
}

/**
 * Makes, stops and removes what a workspace runs on. Every operation may be repeated: after a crash the same build
 * runs again, so each must find what an earlier attempt left and end in the same state.
 */
export interface Provisioner {
  readonly name: string;
  /** Reads the archive and says what the template is; throws AppError "invalid" that names the bad field. */
  readonly import: (job: ImportJob) => Promise<TemplateSpec>;
  /** Brings the workspace up. Returns when its agents were launched, not when they are connected. */
  readonly start: (job: BuildJob) => Promise<readonly ProvisionedResource[]>;
  /** Ends everything that runs and keeps what lasts. Returns the resources that stay. */
  readonly stop: (job: BuildJob) => Promise<readonly ProvisionedResource[]>;
  /** Removes everything of the workspace, also of one that never started. */
  readonly delete: (job: BuildJob) => Promise<void>;
}
