import { type Check, type Finding, ok, warning } from "./check.ts";

const SKEW_MS = 60_000;

/** It is a Coder deployment, and its clock agrees with the one here. */
export const checkDeployment: Check = {
  name: "deployment",
  needs: ["network"],
  run: async ({ client, fetch, url, context: { signal } }) => {
    const { version, external_url: external } = await client.buildInfo({ signal });
    const answer = await fetch("/api/v2/buildinfo");
    const moved =
      external === "" || external.replace(/\/+$/, "") === url
        ? []
        : [
            warning(
              `it calls itself ${external}`,
              `Log in with that URL: OAuth and the pages work there only (coder login ${external}).`,
            ),
          ];
    return [ok(`a Coder deployment, version ${version}`), ...moved, clock(answer.header("date"))];
  },
};

function clock(date: string | null): Finding {
  const skew = Date.now() - Date.parse(date ?? "");
  if (Number.isNaN(skew)) return ok("its clock is not told");
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) < SKEW_MS) return ok("the clocks agree");
  return warning(
    `the clocks differ by ${seconds} s; tokens may seem to have ended`,
    "Set this machine's clock, or the deployment's, by NTP.",
  );
}
