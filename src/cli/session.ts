import type { Credentials } from "../config/credentials.ts";
import { listLogins } from "../config/logins.ts";
import { AppError } from "../wire/errors.ts";
import type { CommandContext } from "./cli-context.ts";
import { deploymentUrl } from "./deployment-url.ts";

/**
 * The deployment and the token to work with: flags and variables, else the stored login. A stored token goes only to
 * the deployment that it is of. Either is empty when it is not known.
 */
export async function findSession(context: CommandContext): Promise<Credentials> {
  const { global, configDir } = context;
  const given = global.url === "" ? "" : deploymentUrl(global.url);
  if (given !== "" && global.token !== "") return { url: given, token: global.token };
  const logins = await listLogins(configDir);
  const stored = logins.find(({ url, current }) => (given === "" ? current : url === given));
  const url = given || (stored?.url ?? "");
  if (global.token !== "" || stored === undefined) return { url, token: global.token };
  if (stored.token !== "") return stored;
  const { genuineToken } = await import("./genuine-coder.ts");
  return { url, token: await genuineToken(context) };
}

/** As findSession; AppError unauthenticated when the deployment or the token is not known. */
export async function requireSession(context: CommandContext): Promise<Credentials> {
  const session = await findSession(context);
  if (session.url !== "" && session.token !== "") return session;
  const where = session.url === "" ? "" : ` to ${session.url}`;
  const target = session.url === "" ? "<url>" : session.url;
  throw new AppError(
    "unauthenticated",
    `You are not logged in${where}. Try logging in with \`coder login ${target}\`.`,
  );
}
