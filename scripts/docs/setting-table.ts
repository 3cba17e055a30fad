import type { Settings } from "../../src/config/setting.ts";
import { code, markdownTable } from "./markdown-table.ts";

/** The flags and variables of one command. */
export function settingTable(settings: Settings): string {
  return markdownTable(
    ["flag", "variable", "default", "meaning"],
    Object.values(settings).map((setting) => [
      code(setting.flag === undefined ? "" : `--${setting.flag}`),
      code(setting.env ?? ""),
      code(setting.default),
      setting.description,
    ]),
  );
}
