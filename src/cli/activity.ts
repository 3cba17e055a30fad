import { count, switched, text } from "../config/setting-schemas.ts";
import type { ActivityEvent } from "../wire/activity.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson } from "./output.ts";
import { requireSession } from "./session.ts";

const filter = (flag: string, placeholder: string, description: string) =>
  ({ env: undefined, flag, placeholder, description, default: "", schema: text }) as const;

export const activity = defineCommand({
  words: ["activity"],
  description: "Show what you and your agents did, by client and day; for auditors, what others did too.",
  examples: [
    "coder activity",
    "coder activity --follow --workspace dev",
    "coder activity --user '*' --since 2026-01-31",
  ],
  settings: {
    user: filter("user", "name", "Of another user, or * for all; for auditors and owners."),
    client: filter("client", "id", "Of this OAuth client."),
    tool: filter("tool", "name", "Calls of this tool."),
    workspace: filter("workspace", "name", "In this workspace, by name, owner/name or id."),
    since: filter("since", "time", "From this day or RFC 3339 time on."),
    follow: {
      env: undefined,
      flag: "follow",
      short: "f",
      kind: "switch",
      description: "Show events as they come, until Ctrl+C.",
      default: "",
      schema: switched,
    },
    limit: {
      env: undefined,
      flag: "limit",
      placeholder: "n",
      description: "How many events, from 1 to 1000.",
      default: "100",
      schema: count(1, 1000),
    },
    output: outputSetting(["text", "json"]),
  },
  run: async (context, { follow, limit, output, ...filters }) => {
    const client = await clientFor(context, await requireSession(context));
    const { signal, stdout } = context;
    const query = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ""));
    if (!follow) {
      const { sessions } = await client.activity.list({ ...query, limit }, { signal });
      if (output === "json") writeJson(context, sessions);
      else for (const session of sessions.toReversed()) stdout.write(`${sessionText(session)}\n`);
      return 0;
    }
    try {
      for await (const event of client.activity.watch(query, signal))
        stdout.write(`${output === "json" ? JSON.stringify(event) : eventText(event)}\n`);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return 0;
  },
});

function sessionText(session: {
  readonly day: string;
  readonly user: { readonly username: string };
  readonly client: { readonly name: string };
  readonly events: readonly ActivityEvent[];
}): string {
  const head = `${session.day}  ${session.user.username} with ${session.client.name}`;
  return [head, ...session.events.toReversed().map((event) => `  ${eventText(event)}`)].join("\n");
}

function eventText({ time, user, summary, result, exit_code: code }: ActivityEvent): string {
  return `${time.slice(0, 19)}  ${user.username}  ${summary}  ${code === undefined ? result : `exit ${code}`}`;
}
