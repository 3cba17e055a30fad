import { AsyncLocalStorage } from "node:async_hooks";
import type { Pool, PoolClient } from "pg";

/**
 * Work whose writes are kept together or not at all, whoever does them: from the first one on, all that the work asks
 * of the database runs in one transaction. What it reads before needs no connection of its own.
 */
export interface Units {
  /** The unit that the running code is part of, while it is open. */
  readonly current: () => Unit | undefined;
  readonly open: () => OpenUnit;
  /** Runs what is kept whatever becomes of the unit that the running code is part of. */
  readonly apart: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface Unit {
  /** The connection of the transaction, which begins with the first call. */
  readonly client: () => Promise<PoolClient>;
  readonly hasBegun: () => boolean;
}

export interface OpenUnit extends Unit {
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ends the unit; what its work left running goes on outside of it. Rejects when a statement had failed. */
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
}

export function createUnits(pool: Pool): Units {
  const storage = new AsyncLocalStorage<(Unit & { readonly isOpen: () => boolean }) | undefined>();
  return {
    current: () => {
      const unit = storage.getStore();
      return unit?.isOpen() === true ? unit : undefined;
    },
    apart: (work) => storage.run(undefined, work),
    open: () => {
      let isOpen = true;
      let begun: Promise<PoolClient> | undefined;
      const unit = {
        isOpen: () => isOpen,
        hasBegun: () => begun !== undefined,
        client: () => (begun ??= begin(pool)),
      };
      const end = async (how: (client: PoolClient) => Promise<void>): Promise<void> => {
        isOpen = false;
        const client = await begun;
        if (client !== undefined) await how(client).finally(() => client.release());
      };
      return {
        ...unit,
        run: (work) => storage.run(unit, work),
        commit: () => end(commitOf),
        rollback: () => end(async (client) => void (await client.query("rollback"))),
      };
    },
  };
}

async function begin(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect();
  await client.query("begin");
  return client;
}

/** Commits; throws when PostgreSQL rolled back instead, because a statement failed and nobody noticed. */
export async function commitOf(client: PoolClient): Promise<void> {
  const { command } = await client.query("commit");
  if (command === "ROLLBACK") throw new Error("the transaction could not be committed: a statement failed");
}

/** Whether a statement may change something, or must see what the unit has changed. */
export const belongsToUnit = (text: string): boolean =>
  !/^\s*select\b/i.test(text) || /\bfor (?:no key )?(?:update|share)\b|\bpg_(?:notify|advisory)/i.test(text);
