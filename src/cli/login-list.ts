import { listLogins } from "../config/logins.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson, writeTable } from "./output.ts";

export const loginList = defineCommand({
  words: ["login", "list"],
  description: "List the deployments that this machine is logged in to.",
  details: "Reads what is stored and asks no deployment; the current login is marked with *.",
  examples: ["coder login list", "coder login list -o json"],
  settings: { output: outputSetting(["table", "json"]) },
  run: async (context, { output }) => {
    const logins = await listLogins(context.configDir);
    if (output === "json") {
      writeJson(
        context,
        logins.map(({ url, current }) => ({ url, current })),
      );
    } else {
      const rows = logins.map(({ url, current }) => [current ? "*" : "", url]);
      writeTable(context, ["current", "url"], rows);
    }
    return 0;
  },
});
