import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from "kysely";
import type { Pool, PoolClient } from "pg";
import { belongsToUnit, commitOf, type Unit, type Units } from "./units.ts";

/** Statements that vary without end, such as long lists of ids, must not fill the server's memory. */
const KEEP_AT_MOST = 500;

/**
 * Kysely over pg's pool, with less between the two than Kysely's own driver has: a query outside of a transaction goes
 * straight to the pool. Each connection prepares a statement once, so that PostgreSQL parses it only the first time. In a unit of
 * work a transaction is a savepoint of the unit's own.
 */
export function poolDialect(pool: Pool, units: Units): Dialect {
  const nameOf = statementNames();
  return {
    createDriver: () => poolDriver(pool, units, nameOf),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

/** Names for statements by their text; undefined once there are too many. */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= KEEP_AT_MOST) return known;
    const name = `q${names.size}`;
    names.set(text, name);
    return name;
  };
}

type NameOf = ReturnType<typeof statementNames>;

/** What a connection of Kysely's stands for while it is in a transaction. */
interface Begun {
  readonly client: PoolClient;
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
  readonly release: () => void;
}

function poolDriver(pool: Pool, units: Units, nameOf: NameOf): Driver {
  const inTransaction = new WeakMap<DatabaseConnection, Begun>();
  const inTurn = createTurns();
  const begunOf = (connection: DatabaseConnection): Begun => {
    const begun = inTransaction.get(connection);
    if (begun === undefined) throw new TypeError("the connection is in no transaction");
    return begun;
  };
  return {
    init: async () => undefined,
    acquireConnection: async () => {
      const connection: DatabaseConnection = {
        executeQuery: async (query) => {
          const client = inTransaction.get(connection)?.client ?? (await clientFor(pool, units, query.sql));
          return await inTurn(client, () => execute(client, query, nameOf));
        },
        streamQuery: () => {
          throw new TypeError("no query of this project is streamed");
        },
      };
      return connection;
    },
    beginTransaction: async (connection) => {
      const unit = units.current();
      inTransaction.set(connection, await (unit === undefined ? begin(pool) : beginInside(unit)));
    },
    commitTransaction: (connection) => begunOf(connection).commit(),
    rollbackTransaction: (connection) => begunOf(connection).rollback(),
    releaseConnection: async (connection) => {
      inTransaction.get(connection)?.release();
      inTransaction.delete(connection);
    },
    destroy: () => pool.end(),
  };
}

async function begin(pool: Pool): Promise<Begun> {
  const client = await pool.connect();
  await client.query("begin");
  return {
    client,
    commit: () => commitOf(client),
    rollback: async () => void (await client.query("rollback")),
    // The pool itself drops a client whose connection was lost.
    release: () => client.release(),
  };
}

async function beginInside(unit: Unit): Promise<Begun> {
  const client = await unit.client();
  await client.query("savepoint inner_work");
  return {
    client,
    commit: async () => void (await client.query("release savepoint inner_work")),
    rollback: async () =>
      void (await client.query("rollback to savepoint inner_work; release savepoint inner_work")),
    release: () => undefined,
  };
}

type InTurn = <T>(client: Pool | PoolClient, run: () => Promise<T>) => Promise<T>;

/** A transaction's connection takes one query at a time, whoever shares it; the pool takes as many as come. */
function createTurns(): InTurn {
  const last = new WeakMap<object, Promise<unknown>>();
  return async (client, run) => {
    if ("totalCount" in client) return await run();
    const before = last.get(client) ?? Promise.resolve();
    const turn = before.then(run, run);
    last.set(client, turn);
    return await turn;
  };
}

async function clientFor(pool: Pool, units: Units, text: string): Promise<Pool | PoolClient> {
  const unit = units.current();
  if (unit === undefined) return pool;
  return unit.hasBegun() || belongsToUnit(text) ? await unit.client() : pool;
}

async function execute<Row>(
  client: Pool | PoolClient,
  { sql: text, parameters }: CompiledQuery,
  nameOf: NameOf,
): Promise<QueryResult<Row>> {
  const name = nameOf(text);
  const { rows, rowCount } = await client.query({ text, values: [...parameters], ...(name && { name }) });
  return { rows, ...(rowCount !== null && { numAffectedRows: BigInt(rowCount) }) };
}
