import type { Configuration } from "oidc-provider";
import { type DeploymentKeys, indexOfSigner, sign } from "../deployment-keys.ts";

type Cookies = NonNullable<Configuration["cookies"]>;

const PURPOSE = "oauth cookies";

/** Cookies that hold an authorization together; over https no other host and no plain connection can set them. */
export function cookieConfiguration({
  accessUrl,
  keys,
}: {
  readonly accessUrl: string;
  readonly keys: DeploymentKeys;
}): Cookies {
  const secure = accessUrl.startsWith("https:");
  const host = secure ? "__Host-" : "";
  const attributes = { httpOnly: true, sameSite: "lax", path: "/", secure, signed: true } as const;
  return {
    keys: signers(keys),
    long: attributes,
    short: attributes,
    names: {
      session: `${host}coder_oauth_session`,
      interaction: `${host}coder_oauth_interaction`,
      // It has the path of its authorization, which the prefix __Host- does not allow.
      resume: `${secure ? "__Secure-" : ""}coder_oauth_resume`,
    },
  };
}

/** What the library of cookies asks of its keys; it signs anew what an older key signed. */
function signers(keys: DeploymentKeys): NonNullable<Cookies["keys"]> {
  const index = (data: string, digest: string): number =>
    indexOfSigner(keys.secretFor(PURPOSE), data, digest);
  return {
    sign: (data: string) => sign(keys.secretFor(PURPOSE), data),
    verify: (data: string, digest: string) => index(data, digest) >= 0,
    index,
  };
}
