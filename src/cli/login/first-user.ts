import type { CoderClient } from "../../client/client.ts";
import { switched, text } from "../../config/setting-schemas.ts";
import { ConfigError, type Settings, type Values } from "../../config/setting.ts";
import { CreateFirstUser } from "../../wire/user.ts";
import { askSecret, askText, canAsk, type Check } from "../ask.ts";
import type { CommandContext } from "../command.ts";

/** Coder's flags for the first user of a deployment. */
export const FIRST_USER_SETTINGS = {
  firstUserEmail: {
    env: "CODER_FIRST_USER_EMAIL",
    flag: "first-user-email",
    placeholder: "address",
    description: "E-mail of the first user, on a deployment without users.",
    default: "",
    schema: text,
  },
  firstUserUsername: {
    env: "CODER_FIRST_USER_USERNAME",
    flag: "first-user-username",
    placeholder: "name",
    description: "Name of the first user.",
    default: "",
    schema: text,
  },
  firstUserFullName: {
    env: "CODER_FIRST_USER_FULL_NAME",
    flag: "first-user-full-name",
    placeholder: "name",
    description: "Full name of the first user; may be left out.",
    default: "",
    schema: text,
  },
  firstUserPassword: {
    env: "CODER_FIRST_USER_PASSWORD",
    flag: "first-user-password",
    placeholder: "password",
    description: "Password of the first user.",
    default: "",
    schema: text,
    secret: true,
  },
  firstUserTrial: {
    env: "CODER_FIRST_USER_TRIAL",
    flag: "first-user-trial",
    kind: "switch",
    description: "Ask a Coder deployment for a trial licence; deployments of this project need none.",
    default: "",
    schema: switched,
  },
} as const satisfies Settings;

type FirstUserValues = Values<typeof FIRST_USER_SETTINGS>;

/** Makes the first user of a deployment and logs them in; asks for what no flag says. Returns the session token. */
export async function createFirst(
  context: CommandContext,
  { users }: CoderClient,
  values: FirstUserValues,
): Promise<string> {
  const { signal, stdout } = context;
  const missing = REQUIRED.filter((name) => values[name] === "");
  if (missing.length > 0 && !canAsk(context)) {
    const flags = missing.map((name) => `--${FIRST_USER_SETTINGS[name].flag}`).join(", ");
    throw new ConfigError(`the deployment has no users; give ${flags} to make the first one`);
  }
  if (missing.length > 0) stdout.write("This deployment has no users. The first one owns it.\n");
  const user = await complete(context, values);
  await users.createFirst({ ...user, trial: values.firstUserTrial }, { signal });
  const { email, password } = user;
  return (await users.login({ email, password }, { signal })).session_token;
}

const REQUIRED = ["firstUserUsername", "firstUserEmail", "firstUserPassword"] as const;

async function complete(context: CommandContext, values: FirstUserValues) {
  const username = values.firstUserUsername || (await askText(context, "User name", fieldCheck("username")));
  const email = values.firstUserEmail || (await askText(context, "E-mail", fieldCheck("email")));
  const password = values.firstUserPassword || (await askPassword(context));
  return { username, email, password, name: values.firstUserFullName };
}

async function askPassword(context: CommandContext): Promise<string> {
  const password = await askSecret(context, "Password", fieldCheck("password"));
  await askSecret(context, "The password once more", (again) =>
    again === password ? undefined : "This is another one; type the same again.",
  );
  return password;
}

/** What the deployment would say of a field. */
function fieldCheck(name: "username" | "email" | "password"): Check {
  return (answer) => CreateFirstUser.shape[name].safeParse(answer).error?.issues[0]?.message;
}
