import { type Check, type Finding, failure, ok, skipped, warning } from "./check.ts";
import type { Configured } from "../configure/read-configured.ts";

/** What the AI clients on this machine have of Coder in their files. */
export const checkClients: Check = {
  name: "clients",
  needs: [],
  run: async ({ context, url }) => {
    const [{ readConfigured }, { thisMachine }] = await Promise.all([
      import("../configure/read-configured.ts"),
      import("../configure/this-machine.ts"),
    ]);
    const found = await readConfigured(thisMachine(context));
    if (found.length > 0) return found.map((one) => findingOf(one, url));
    return [skipped("no AI client is configured; coder exp mcp configure --all does that")];
  },
};

function findingOf({ client, scope, name, path, url: endpoint, fault }: Configured, url: string): Finding {
  if (fault !== undefined) return failure(fault, `Repair ${path}; ${client} cannot read it either.`);
  const where = `${client} has ${name} in ${path}`;
  const leads = endpoint === undefined || url === "" || endpoint.startsWith(`${url}/`);
  if (leads) return ok(where);
  const flags = `${client} --remote --url ${url}${scope === "project" ? " --scope project" : ""}`;
  return warning(
    `${where}, which leads to ${endpoint} and not to ${url}`,
    `If that is not meant: coder exp mcp configure ${flags} --name ${name} --force`,
  );
}
