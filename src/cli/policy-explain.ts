import { AppError } from "../wire/errors.ts";
import { PolicyExplanation } from "../wire/policy.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";

export const policyExplain = defineCommand({
  words: ["policy", "explain"],
  description: "Say whether a user may call a tool with arguments, and which rule decides.",
  examples: ['coder policy explain ann execute_command \'{"workspace":"dev","command":"git push"}\''],
  arguments: [
    { name: "user", description: "Whose call it would be.", required: true },
    { name: "tool", description: "Name of the tool.", required: true },
    { name: "args", description: "Its arguments, as JSON." },
  ],
  settings: {},
  run: async (context, _settings, [user = "", tool = "", args = "{}"]) => {
    const client = await clientFor(context, await requireSession(context));
    const json = { user, tool, args: argumentsOf(args) };
    const call = { method: "POST", path: "/policy/explain", json, signal: context.signal } as const;
    const { decision, because, rules } = await client.http.json(call, PolicyExplanation);
    const about =
      rules.length === 0 ? "No rule is about this user." : `About this user: ${rules.join(", ")}.`;
    context.stdout.write(`${decision}: ${because}\n${about}\n`);
    return decision === "allow" ? 0 : 1;
  },
});

function argumentsOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid", 'args: must be JSON, such as \'{"workspace":"dev"}\'', { cause });
  }
}
