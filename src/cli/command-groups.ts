import type { CommandSpec } from "./command.ts";

/** Words that only hold other commands, for their --help. */
export const COMMAND_GROUPS: readonly Pick<CommandSpec, "words" | "description" | "examples">[] = [
  {
    words: ["tokens"],
    description: "Tokens for programs that act for you.",
    examples: ["coder tokens create --name laptop --lifetime 30d", "coder tokens list"],
  },
  {
    words: ["exp"],
    description: "Commands whose form may still change.",
    examples: ["coder exp mcp server"],
  },
  {
    words: ["exp", "mcp"],
    description: "The MCP server on this machine, and the clients that use it.",
    examples: ["coder exp mcp server --toolsets minimal"],
  },
];
