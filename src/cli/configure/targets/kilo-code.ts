import type { ClientTarget } from "../target.ts";
import { OPENCODE_FORM } from "./opencode-form.ts";

/** The command and the extension, which share a file from version 7 on. */
export const kiloCode: ClientTarget = {
  ...OPENCODE_FORM,
  id: "kilo-code",
  aliases: ["kilo"],
  title: "Kilo Code",
  userFiles: ({ dotConfig }) => [dotConfig("kilo", "kilo.jsonc"), dotConfig("kilo", "kilo.json")],
  projectFile: ["kilo.json"],
  isDesktop: true,
  login: (name) => `Log in: \`kilo mcp auth ${name}\`.`,
};
