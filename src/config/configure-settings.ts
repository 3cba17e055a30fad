import { z } from "zod";
import { GLOBAL_SETTINGS } from "./global-settings.ts";
import { MCP_SETTINGS } from "./mcp-settings.ts";
import type { Settings, Values } from "./setting.ts";
import { oneOf, switched } from "./setting-schemas.ts";

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const flagOnly = (flag: string, description: string) =>
  ({ env: undefined, flag, kind: "switch", description, default: "", schema: switched }) as const;

/** What `coder exp mcp configure` can be told. */
export const CONFIGURE_SETTINGS = {
  url: GLOBAL_SETTINGS.url,
  remote: flagOnly("remote", "Have the client reach the deployment's own endpoint, and log in by OAuth."),
  token: flagOnly(
    "token",
    "With --remote, send a token instead of logging in: the file refers to a variable, or the client asks.",
  ),
  tokenVariable: {
    env: undefined,
    flag: "token-variable",
    placeholder: "name",
    description: "The environment variable that holds the token in the client.",
    default: "CODER_SESSION_TOKEN",
    schema: z.string().regex(VARIABLE, "must be the name of an environment variable"),
  },
  scope: {
    env: undefined,
    flag: "scope",
    choices: ["user", "project"],
    description: "Whose file: the user's, or that of the project in this directory.",
    default: "user",
    schema: oneOf(["user", "project"]),
  },
  name: {
    env: undefined,
    flag: "name",
    placeholder: "name",
    description: "What the client calls the server.",
    default: "coder",
    schema: z.string().regex(NAME, "must be 1 to 64 letters, digits, - or _"),
  },
  // What the server takes, by flag only: it is for the entry, not for this command.
  toolsets: { ...MCP_SETTINGS.toolsets, env: undefined, placeholder: "names", default: "" },
  readOnly: { ...MCP_SETTINGS.readOnly, env: undefined },
  workspaceFilter: { ...MCP_SETTINGS.workspaceFilter, env: undefined, placeholder: "filter" },
  dryRun: flagOnly("dry-run", "Show what would change in the file, and change nothing."),
  remove: flagOnly("remove", "Take the entry out again."),
  list: flagOnly("list", "Show what is configured where."),
  all: flagOnly("all", "Do it for every client that is found on this machine."),
  force: flagOnly("force", "Replace or remove an entry that does not lead to Coder."),
} as const satisfies Settings;

export type ConfigureValues = Values<typeof CONFIGURE_SETTINGS>;
