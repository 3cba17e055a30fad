import { randomBytes } from "node:crypto";
import { oneOf, text } from "../config/setting-schemas.ts";
import { invalidField } from "../wire/errors.ts";
import { askText, canAsk } from "./ask.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import { requireSession } from "./session.ts";
import { organizationSetting } from "./templates/template-settings.ts";

export const usersCreate = defineCommand({
  words: ["users", "create"],
  description: "Make a user; without --password one is made up and printed once.",
  examples: [
    "coder users create --username ann --email ann@example.com",
    "coder users create -u robot -e robot@example.com --login-type none",
  ],
  settings: {
    username: {
      env: undefined,
      flag: "username",
      short: "u",
      placeholder: "name",
      description: "The user's name; asked for on a terminal.",
      default: "",
      schema: text,
    },
    email: {
      env: undefined,
      flag: "email",
      short: "e",
      placeholder: "address",
      description: "The user's e-mail address; asked for on a terminal.",
      default: "",
      schema: text,
    },
    fullName: {
      env: undefined,
      flag: "full-name",
      short: "n",
      placeholder: "text",
      description: "What people call the user.",
      default: "",
      schema: text,
    },
    password: {
      env: "CODER_NEW_USER_PASSWORD",
      flag: "password",
      short: "p",
      placeholder: "password",
      description: "The first password; others on this machine can see flags, so a variable is better.",
      default: "",
      schema: text,
      secret: true,
    },
    loginType: {
      env: undefined,
      flag: "login-type",
      choices: ["password", "none"],
      description: "How the user logs in: password, or none for one that only has tokens.",
      default: "password",
      schema: oneOf(["password", "none"]),
    },
    organization: organizationSetting,
  },
  run: async (context, flags) => {
    const { signal } = context;
    const client = await clientFor(context, await requireSession(context));
    const username = await needed(context, "username", flags.username);
    const email = await needed(context, "email", flags.email);
    const organizations = await client.organizations.mine({ signal });
    const wanted = flags.organization;
    const organization = organizations.find(({ id, name, is_default: isDefault }) =>
      wanted === "" || wanted === "default" ? isDefault : id === wanted || name === wanted,
    );
    if (organization === undefined) {
      const names = organizations.map(({ name }) => name).join(", ");
      throw invalidField("--org", `"${wanted}" must be one that you are in: ${names}`);
    }
    const made = flags.password === "" && flags.loginType === "password";
    const password = made ? randomBytes(18).toString("base64url") : flags.password;
    const body = {
      username,
      email,
      name: flags.fullName,
      login_type: flags.loginType,
      organization_ids: [organization.id],
      ...(password !== "" && { password }),
    };
    const user = await client.users.create(body, { signal });
    context.stdout.write(`User ${user.username} has been made.\n`);
    if (made) context.stdout.write(`Password: ${password}\n`);
    return 0;
  },
});

async function needed(context: CommandContext, flag: "username" | "email", given: string): Promise<string> {
  if (given !== "") return given;
  if (!canAsk(context)) throw invalidField(`--${flag}`, "is needed");
  const message = flag === "username" ? "User name" : "E-mail address";
  return await askText(context, message, (answer) => (answer === "" ? "is needed" : undefined));
}
