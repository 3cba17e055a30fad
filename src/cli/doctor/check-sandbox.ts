import { type Check, ok, skipped, warning } from "./check.ts";
import { placeOf } from "./place-of.ts";

/** Where the deployment may be of this machine: its workspaces can be kept apart. */
export const checkSandbox: Check = {
  name: "sandbox",
  needs: [],
  run: async ({ url }) => {
    if (url !== "" && !/^(?:localhost|127\.|::1$)/.test(placeOf(url).host))
      return [skipped("the deployment is on another machine")];
    const { describeSandbox } = await import("../../server/describe-sandbox.ts");
    const { works, words } = await describeSandbox();
    if (works) return [ok(words)];
    return [
      warning(
        `local workspaces are plain processes: ${words}`,
        "apt-get install bubblewrap, and see docs/troubleshooting.md for kernels that forbid user namespaces.",
      ),
    ];
  },
};
