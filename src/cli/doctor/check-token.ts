import { ApiKey } from "../../wire/api-key.ts";
import { keyIdOf } from "../../config/credentials.ts";
import { AppError } from "../../wire/errors.ts";
import { type Check, type Finding, type Patient, failure, ok, warning } from "./check.ts";

const HOUR_MS = 3600 * 1000;
const SOON_MS = 3 * 24 * HOUR_MS;

/** Scopes, one of which a token needs to use workspaces through the tools. */
const WIDE = [
  "coder:all",
  "all",
  "coder:workspaces.access",
  "coder:workspaces.operate",
  "workspace:*",
  "workspace:exec",
];

/** The token is valid, lasts, and may do what the tools do. */
export const checkToken: Check = {
  name: "token",
  needs: ["login", "deployment"],
  run: async (patient) => {
    const { client, url, context } = patient;
    try {
      const user = await client.me({ signal: context.signal });
      return [ok(`valid; you are ${user.username}`), ...(await describeKey(patient))];
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "unauthenticated") throw error;
      return [failure("the deployment does not accept the token", `coder login ${url}`)];
    }
  },
};

async function describeKey({ client, token, renewal, url, context }: Patient): Promise<readonly Finding[]> {
  if (renewal !== undefined) return [ok("a login of `coder login --device`, which renews its token itself")];
  const id = keyIdOf(token);
  try {
    const key = await client.http.json({ path: `/users/me/keys/${id}`, signal: context.signal }, ApiKey);
    return [ending(key, url), scopes(key)];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [ok("the deployment does not tell when it ends and what its scopes are")];
  }
}

function ending({ expires_at: end, login_type: type }: ApiKey, url: string): Finding {
  const left = Date.parse(end) - Date.now();
  if (type !== "token") return ok("a session, which lasts as long as it is used");
  if (left > SOON_MS) return ok(`it ends on ${end.slice(0, 10)}`);
  return warning(`it ends in ${Math.max(0, Math.round(left / HOUR_MS))} hours`, `coder login ${url}`);
}

function scopes({ scopes: has }: ApiKey): Finding {
  if (has.some((scope) => WIDE.includes(scope))) return ok(`its scopes are ${has.join(", ")}`);
  return warning(
    `its scopes are ${has.join(", ") || "none"}: tools that need more answer \`forbidden\``,
    "Make a token with the scopes that it needs, such as workspace:read and workspace:exec, or with coder:all.",
  );
}
