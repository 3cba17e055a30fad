import { letGo } from "./audit-retention.ts";
import { sealAudit, type SealOptions } from "./seal-audit.ts";

export interface AuditKeeperOptions extends SealOptions {
  /** Milliseconds after which entries are let go; undefined keeps them for ever. */
  readonly retentionMs: number | undefined;
  readonly log: {
    readonly info: (fields: object, message: string) => void;
    readonly warn: (fields: object, message: string) => void;
  };
}

const SEAL_EVERY_MS = 500;
const LET_GO_EVERY_MS = 3_600_000;

/** Links entries within a second of their commit, and lets the oldest go, until it is closed. */
export function startAuditKeeper(options: AuditKeeperOptions): { readonly close: () => Promise<void> } {
  const { log } = options;
  const seal = repeat(SEAL_EVERY_MS, async () => void (await sealAudit(options)), log);
  const retention = repeat(LET_GO_EVERY_MS, async () => await retain(options), log);
  return {
    close: async () => {
      await retention.close();
      await seal.close();
      // What the last requests left.
      await sealAudit(options).catch((error: unknown) => warn(log, error));
    },
  };
}

async function retain({ retentionMs, log, ...options }: AuditKeeperOptions): Promise<void> {
  if (retentionMs === undefined) return;
  const entries = await letGo({ ...options, before: new Date(Date.now() - retentionMs) });
  if (entries > 0) log.info({ entries }, "entries of the audit log were let go");
}

/** Runs work again and again, never twice at once. */
function repeat(everyMs: number, work: () => Promise<void>, log: AuditKeeperOptions["log"]) {
  let running: Promise<void> | undefined;
  const run = (): void => {
    running ??= work()
      .catch((error: unknown) => warn(log, error))
      .finally(() => (running = undefined));
  };
  const timer = setInterval(run, everyMs);
  run();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

const warn = (log: AuditKeeperOptions["log"], error: unknown): void =>
  log.warn({ err: error }, "the audit log could not be tended; it will be tried again");
