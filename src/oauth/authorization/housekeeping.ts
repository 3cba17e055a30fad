import { deleteOldCryptoKeys } from "../../db/crypto-keys.ts";
import type { Db } from "../../db/connect.ts";
import { deleteExpiredArtifacts } from "../../db/oauth-artifacts.ts";
import { deleteUnusedOauthClients } from "../../db/oauth-clients.ts";
import { deleteEndedOauthGrants } from "../../db/oauth-grants.ts";

const EVERY_MS = 10 * 60_000;
const DAY_MS = 24 * 3600_000;

/** How long a key verifies after its successor signs; nothing that is signed lives longer. */
export const KEY_AFTERLIFE_MS = 30 * DAY_MS;
/** Clients remember a registration for long, so one is kept even when nobody uses it at the time. */
const UNUSED_CLIENT_MS = 90 * DAY_MS;

interface HousekeepingOptions {
  readonly db: Db;
  readonly log: { readonly error: (fields: object, message: string) => void };
}

/** Forgets, every ten minutes, what has expired. */
export function startOauthHousekeeping({ db, log }: HousekeepingOptions): Disposable {
  const timer = setInterval(() => {
    forgetExpired(db, new Date()).catch((error: unknown) =>
      log.error({ err: error }, "OAuth housekeeping failed"),
    );
  }, EVERY_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Deletes what can be of no more use to anybody at `now`. */
export async function forgetExpired(db: Db, now: Date): Promise<void> {
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  await deleteExpiredArtifacts(db, now);
  await deleteEndedOauthGrants(db, now, before(DAY_MS));
  await deleteUnusedOauthClients(db, before(UNUSED_CLIENT_MS));
  await deleteOldCryptoKeys(db, before(KEY_AFTERLIFE_MS));
}
