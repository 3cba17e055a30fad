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

/** Statements that vary without end, such as long lists of ids, must not fill the server's memory. */
const KEEP_AT_MOST = 500;

/**
 * Kysely over pg's pool, with less between the two than Kysely's own driver has: a query outside of a transaction goes
 * straight to the pool. Each connection prepares a statement once, so that PostgreSQL parses it only the first time.
 */
export function poolDialect(pool: Pool): Dialect {
  const nameOf = statementNames();
  return {
    createDriver: () => poolDriver(pool, nameOf),
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

function poolDriver(pool: Pool, nameOf: NameOf): Driver {
  const inTransaction = new WeakMap<DatabaseConnection, PoolClient>();
  const clientOf = (connection: DatabaseConnection): Pool | PoolClient =>
    inTransaction.get(connection) ?? pool;
  return {
    init: async () => undefined,
    acquireConnection: async () => {
      const connection: DatabaseConnection = {
        executeQuery: async (query) => await execute(clientOf(connection), query, nameOf),
        streamQuery: () => {
          throw new TypeError("no query of this project is streamed");
        },
      };
      return connection;
    },
    beginTransaction: async (connection) => {
      const client = await pool.connect();
      inTransaction.set(connection, client);
      await client.query("begin");
    },
    commitTransaction: async (connection) => {
      const { command } = await clientOf(connection).query("commit");
      // What PostgreSQL answers when a statement of the transaction failed and nobody noticed.
      if (command === "ROLLBACK")
        throw new Error("the transaction could not be committed: a statement failed");
    },
    rollbackTransaction: async (connection) => void (await clientOf(connection).query("rollback")),
    releaseConnection: async (connection) => {
      // The pool itself drops a client whose connection was lost.
      inTransaction.get(connection)?.release();
      inTransaction.delete(connection);
    },
    destroy: () => pool.end(),
  };
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
