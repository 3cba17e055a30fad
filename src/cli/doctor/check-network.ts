import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { connect } from "node:net";
import { type Check, type Finding, failure, ok } from "./check.ts";
import { placeOf } from "./place-of.ts";

const WITHIN_MS = 10_000;

/** The host has an address, and something listens there. */
export const checkNetwork: Check = {
  name: "network",
  needs: [],
  run: async ({ url, context: { signal } }) => {
    if (url === "") return [failure("no URL to look at", "coder login https://coder.example.com")];
    const { host, port } = placeOf(url);
    const found = await lookup(host).catch(() => undefined);
    if (found === undefined)
      return [
        failure(`the host name ${host} is unknown`, "Check the URL, the DNS and the VPN of this machine."),
      ];
    return [ok(`${host} is ${found.address}`), await listens(host, port, signal)];
  },
};

async function listens(host: string, port: number, signal: AbortSignal): Promise<Finding> {
  const socket = connect({ host, port });
  try {
    await once(socket, "connect", { signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]) });
    return ok(`port ${port} is open`);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "no answer";
    return failure(
      `nothing can be reached at ${host}:${port} (${reason})`,
      "Start the deployment (coder server), or check the port, the firewall, the VPN and the proxy.",
    );
  } finally {
    socket.destroy();
  }
}
