import { once } from "node:events";
import { isIP } from "node:net";
import { connect } from "node:tls";
import { type Check, type Finding, failure, ok, skipped, warning } from "./check.ts";
import { placeOf } from "./place-of.ts";

const DAY_MS = 24 * 3600 * 1000;
const SOON_DAYS = 14;
const WITHIN_MS = 10_000;
const LOOPBACK = /^(?:localhost|127\.|::1$)/;

/** The certificate is trusted here, is for this host, and does not end soon. */
export const checkTls: Check = {
  name: "tls",
  needs: ["network"],
  run: async ({ url, context: { signal } }) => {
    const { host, port } = placeOf(url);
    if (url.startsWith("https:")) return await look(host, port, signal);
    if (LOOPBACK.test(host)) return [skipped("plain HTTP on this machine")];
    return [
      warning(
        "plain HTTP: anybody on the way can read the token",
        "Put the deployment behind https and log in again.",
      ),
    ];
  },
};

async function look(host: string, port: number, signal: AbortSignal): Promise<readonly Finding[]> {
  const name = isIP(host) === 0 ? { servername: host } : {};
  // Nothing is sent: an untrusted certificate is only read here, to say what is wrong with it.
  const socket = connect({ host, port, ...name, rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect", {
      signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
    });
    const { valid_to: end } = socket.getPeerCertificate();
    return [
      ...(socket.authorized ? [] : [untrusted(String(socket.authorizationError))]),
      untilEnd(new Date(end)),
    ];
  } finally {
    socket.destroy();
  }
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/EXPIRED/, "Have the deployment's certificate renewed."],
  [/ALTNAME/, "Log in with the host name that the certificate is for."],
  [
    /./,
    "Put the CA that signed it, or the self-signed certificate, in a file and name it in NODE_EXTRA_CA_CERTS.",
  ],
];

function untrusted(reason: string): Finding {
  const remedy = REMEDIES.find(([pattern]) => pattern.test(reason))?.[1] ?? "";
  return failure(`the certificate is not trusted (${reason})`, remedy);
}

function untilEnd(end: Date): Finding {
  const days = Math.floor((end.getTime() - Date.now()) / DAY_MS);
  const when = end.toISOString().slice(0, 10);
  if (days < 0)
    return failure(`the certificate ended on ${when}`, "Have the deployment's certificate renewed.");
  if (days < SOON_DAYS)
    return warning(`the certificate ends on ${when}, in ${days} days`, "Have it renewed before.");
  return ok(`the certificate is good until ${when}`);
}
