import type { ClientTarget } from "../target.ts";
import { OPENCODE_FORM } from "./opencode-form.ts";

export const opencode: ClientTarget = {
  ...OPENCODE_FORM,
  id: "opencode",
  title: "opencode",
  userFiles: ({ dotConfig }) => [
    dotConfig("opencode", "opencode.jsonc"),
    dotConfig("opencode", "opencode.json"),
  ],
  projectFile: ["opencode.json"],
  login: (name) => `Log in: \`opencode mcp auth ${name}\`.`,
};
