import type { CommandSpec } from "./command.ts";

/** Words that only hold other commands, for their --help. */
export const COMMAND_GROUPS: readonly Pick<CommandSpec, "words" | "aliases" | "description" | "examples">[] =
  [
    {
      words: ["templates"],
      aliases: ["template"],
      description: "What workspaces are made from.",
      examples: ["coder templates list", "coder templates push docker --directory ./docker"],
    },
    {
      words: ["templates", "versions"],
      aliases: ["version"],
      description: "The versions of a template.",
      examples: ["coder templates versions list docker"],
    },
    {
      words: ["users"],
      aliases: ["user"],
      description: "The users of the deployment, for administrators.",
      examples: ["coder users list", "coder users create --username ann --email ann@example.com"],
    },
    {
      words: ["tokens"],
      description: "Tokens for programs that act for you.",
      examples: ["coder tokens create --name laptop --lifetime 30d", "coder tokens list"],
    },
    {
      words: ["approvals"],
      description: "Calls of assistants that wait for a person.",
      examples: ["coder approvals list"],
    },
    {
      words: ["policy"],
      description: "What everybody may do at most, set by administrators.",
      examples: ["coder policy show", "coder policy set policy.yaml"],
    },
    {
      words: ["audit"],
      description: "What was done and what was refused, for auditors and owners.",
      examples: ["coder audit list --action login", "coder audit verify"],
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
