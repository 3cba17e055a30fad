import { COMMANDS } from "../../src/cli/commands.ts";
import { GATEWAY_SETTINGS } from "../../src/config/gateway-settings.ts";
import { GLOBAL_SETTINGS } from "../../src/config/global-settings.ts";
import { MCP_SETTINGS } from "../../src/config/mcp-settings.ts";
import { SERVER_SETTINGS } from "../../src/config/server-settings.ts";
import { TOOLS, toolsIn } from "../../src/tools/index.ts";
import { commandReference, exitCodeTable, flagTable } from "./command-reference.ts";
import { TARGETS } from "../../src/cli/configure/targets.ts";
import { CONFIGURE_SETTINGS } from "../../src/config/configure-settings.ts";
import { coderToolTable } from "./coder-tool-table.ts";
import { clientTable } from "./client-table.ts";
import { commandTable } from "./command-table.ts";
import { absentTable, ownTable, supportTable } from "./endpoint-tables.ts";
import { environmentTable } from "./environment-table.ts";
import { replaceBlock } from "./replace-block.ts";
import { settingTable } from "./setting-table.ts";
import { toolReference } from "./tool-reference.ts";
import { toolTable } from "./tool-table.ts";

/** Coder's own have a page of their own. */
const USUAL = TOOLS.filter(({ toolsets }) => !toolsets.includes("coder"));

/** Page -> name of a block in it -> what stands there, from the definitions in the code. */
const PAGES: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "README.md": {
    tools: () => toolTable(USUAL),
    commands: () => commandTable(COMMANDS),
    "server settings": () => settingTable(SERVER_SETTINGS),
    "mcp settings": () => settingTable(MCP_SETTINGS),
  },
  "docs/cli.md": {
    "exit codes": () => exitCodeTable(),
    "global flags": () => flagTable(GLOBAL_SETTINGS),
    "command reference": () => commandReference(COMMANDS),
  },
  "docs/api.md": { "own endpoints": () => ownTable() },
  "docs/compatibility.md": {
    endpoints: () => supportTable(),
    "absent endpoints": () => absentTable(),
  },
  "docs/tools.md": { tools: () => toolReference(USUAL) },
  "docs/coder-tools.md": { "coder tools": () => coderToolTable(toolsIn(["coder"])) },
  "docs/gateway.md": { "gateway settings": () => settingTable(GATEWAY_SETTINGS) },
  "docs/environment.md": { environment: () => environmentTable() },
  "docs/configure.md": {
    "configure settings": () => settingTable(CONFIGURE_SETTINGS),
    clients: () => clientTable(TARGETS),
  },
  "docs/configuration.md": {
    "server settings": () => settingTable(SERVER_SETTINGS),
    "mcp settings": () => settingTable(MCP_SETTINGS),
  },
};

/** The pages with generated parts. */
export const PAGE_NAMES: readonly string[] = Object.keys(PAGES);

/** The page's text with every generated part as the code has it today. */
export function withGenerated(page: string, text: string): string {
  return Object.entries(PAGES[page] ?? {}).reduce(
    (written, [name, content]) => replaceBlock(written, name, content()),
    text,
  );
}
