import { optionalDuration, text, textList } from "../config/setting-schemas.ts";
import { TOKEN_LIMIT_SETTINGS, tokenLimits } from "./token-limits.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { requireSession } from "./session.ts";

export const tokensCreate = defineCommand({
  words: ["tokens", "create"],
  description: "Make a token for a program, and print it; it is shown once.",
  details:
    "A token can do no more than the one that makes it. `GET /api/v2/auth/scopes` and docs/permissions.md name the scopes, and that page what each limit means.",
  examples: [
    "coder tokens create --name laptop --lifetime 30d",
    "coder tokens create --name bot --toolsets minimal --workspaces 'owner:me name:x-*' --max-executions 4",
    "coder tokens create --name ci --scope workspace:read --scope workspace:exec --scope file:read",
  ],
  settings: {
    name: {
      env: "CODER_TOKEN_NAME",
      flag: "name",
      short: "n",
      placeholder: "name",
      description: "What to call it; empty lets the deployment choose.",
      default: "",
      schema: text,
    },
    lifetime: {
      env: "CODER_TOKEN_LIFETIME",
      flag: "lifetime",
      placeholder: "duration",
      description: "How long it lives, such as 12h or 30d; empty takes the deployment's default.",
      default: "",
      schema: optionalDuration("1s", "36525d"),
    },
    scope: {
      env: undefined,
      flag: "scope",
      kind: "list",
      placeholder: "scope",
      description: "What it may do; may be given several times. Without it, all that this login may.",
      default: "",
      schema: textList,
    },
    allow: {
      env: undefined,
      flag: "allow",
      kind: "list",
      placeholder: "type:id",
      description: "What it may do that to, such as workspace:<id>; may be given several times.",
      default: "",
      schema: textList,
    },
    ...TOKEN_LIMIT_SETTINGS,
    user: {
      env: "CODER_TOKEN_USER",
      flag: "user",
      short: "u",
      placeholder: "user",
      description: "Whose token it becomes, for administrators.",
      default: "me",
      schema: text,
    },
  },
  run: async (context, { name, lifetime, scope, allow, user, ...asked }) => {
    const client = await clientFor(context, await requireSession(context));
    const limits = tokenLimits(asked);
    const body = {
      token_name: name,
      ...(lifetime !== undefined && { lifetime: lifetime * 1e6 }),
      ...(scope.length > 0 && { scopes: [...scope] }),
      ...(allow.length > 0 && { allow_list: [...allow] }),
      ...(Object.keys(limits).length > 0 && { limits }),
    };
    const { key } = await client.tokens.create(user, body, { signal: context.signal });
    context.stdout.write(`${key}\n`);
    return 0;
  },
});
