import { Kysely, type Transaction } from "kysely";
import { Pool, types } from "pg";
import { poolDialect } from "./pool-dialect.ts";
import type { Database } from "./schema.ts";
import { createUnits, type Units } from "./units.ts";

/** A pool or a transaction: every query function takes one first. */
export type Db = Kysely<Database> | Transaction<Database>;

export interface Connection {
  readonly db: Kysely<Database>;
  readonly pool: Pool;
  /** Keeps the writes of a piece of work together. */
  readonly units: Units;
  /** For SQL that is not ours. */
  readonly query: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  readonly close: () => Promise<void>;
}

/** Opens a pool on `url`; idle connections that the database ends are dropped, not fatal. */
export function connect(url: string, options: { max: number; onError: (error: Error) => void }): Connection {
  const pool = new Pool({
    connectionString: url,
    max: options.max,
    application_name: "coder",
    // bigint columns hold log ids, byte counts and milliseconds, all far below 2^53.
    types: {
      getTypeParser: (oid, format) =>
        oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format),
    },
  });
  pool.on("error", options.onError);
  // A connection that is lost while a query runs fails that query; without a listener it would end the process too.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const sockets = openSockets(pool);
  const units = createUnits(pool);
  const db = new Kysely<Database>({ dialect: poolDialect(pool, units) });
  return {
    db,
    pool,
    units,
    query: async (text, values) => await pool.query(text, values),
    close: async () => {
      await db.destroy();
      await sockets.closed();
    },
  };
}

/** A pool counts as ended before its sockets are; the server must not be stopped under them. */
function openSockets(pool: Pool): { readonly closed: () => Promise<void> } {
  const ends = new Set<Promise<void>>();
  pool.on("connect", (client) => {
    const end = new Promise<void>((resolve) => client.once("end", resolve));
    ends.add(end);
    void end.then(() => ends.delete(end));
  });
  return { closed: async () => void (await Promise.all(ends)) };
}
