import { stringify } from "yaml";
import { PolicyView } from "../wire/policy.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";

export const policyShow = defineCommand({
  words: ["policy", "show"],
  description: "Show what the deployment's policy allows at most, as YAML.",
  examples: ["coder policy show"],
  settings: {},
  run: async (context) => {
    const client = await clientFor(context, await requireSession(context));
    const view = await client.http.json({ path: "/policy", signal: context.signal }, PolicyView);
    context.stdout.write(stringify(view));
    return 0;
  },
});
