import type { Manifest } from "../../wire/agent-tunnel.ts";
import { EXECUTION_MARKER, QUIET, UNATTENDED } from "../../rules/executions/unattended.ts";

const IN_TERMINAL: Readonly<Record<string, string>> = { TERM: "xterm-256color" };

/** What a person's shell has, also over the network (coder-api 4.1, 8.6); there are no true addresses to tell. */
const ATTENDED: Readonly<Record<string, string>> = {
  ...IN_TERMINAL,
  LANG: "C.UTF-8",
  SSH_CLIENT: "0.0.0.0 0 0",
  SSH_CONNECTION: "0.0.0.0 0 0.0.0.0 0",
};

const SETTINGS = { pipes: QUIET, terminal: { ...UNATTENDED, ...IN_TERMINAL }, person: ATTENDED } as const;

/** What belongs to the agent, or would make tools act differently than in a person's shell. */
const DROPPED = /^(?:CODER_AGENT_.*|CODER_SESSION_TOKEN|CI|NODE_CHANNEL_FD|NODE_CHANNEL_SERIALIZATION_MODE)$/;

export interface EnvironmentSources {
  readonly agent: Readonly<Record<string, string | undefined>>;
  readonly manifest: Manifest | undefined;
  readonly home: string;
}

export interface EnvironmentUse {
  readonly executionId: string;
  /** What it talks with: pipes, a terminal that a program holds, or a person at a terminal. */
  readonly with: keyof typeof SETTINGS;
  /** What the caller adds. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A command's environment; later sources win. The agent's token and settings never get in. */
export function executionEnvironment(
  { agent, manifest, home }: EnvironmentSources,
  { executionId, with: partner, extra }: EnvironmentUse,
): Record<string, string> {
  const inherited = Object.entries(agent).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !DROPPED.test(entry[0]),
  );
  return {
    HOME: home,
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ...Object.fromEntries(inherited),
    ...SETTINGS[partner],
    ...workspaceVariables(manifest),
    ...manifest?.env,
    ...extra,
    [EXECUTION_MARKER]: executionId,
  };
}

function workspaceVariables(manifest: Manifest | undefined): Record<string, string> {
  if (manifest === undefined) return { CODER: "true" };
  return {
    CODER: "true",
    CODER_WORKSPACE_ID: manifest.workspace_id,
    CODER_WORKSPACE_NAME: manifest.workspace_name,
    CODER_WORKSPACE_AGENT_NAME: manifest.agent_name,
    CODER_WORKSPACE_OWNER_NAME: manifest.owner_name,
  };
}
