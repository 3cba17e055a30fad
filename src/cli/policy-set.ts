import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { Policy } from "../wire/policy.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";

export const policySet = defineCommand({
  words: ["policy", "set"],
  description: "Set the deployment's policy from a YAML file, in the place of the one before.",
  examples: ["coder policy set policy.yaml"],
  arguments: [{ name: "file", description: "The file, with `rules`.", required: true }],
  settings: {},
  run: async (context, _settings, [file = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const json: unknown = parse(await readFile(file, "utf8"));
    const call = { method: "PUT", path: "/policy", json, signal: context.signal } as const;
    const { rules } = await client.http.json(call, Policy);
    context.stdout.write(`The policy has ${rules.length} rules.\n`);
    return 0;
  },
});
