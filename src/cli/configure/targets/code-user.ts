import type { Places } from "../machine.ts";

export type CodeEdition = "Code" | "Code - Insiders";

/** Below the directory of VS Code's user settings. */
export const codeUser = ({ appData }: Places, edition: CodeEdition, ...parts: readonly string[]): string =>
  appData(edition, "User", ...parts);
