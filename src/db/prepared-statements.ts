import type { PostgresPool } from "kysely";
import type { Pool, PoolClient } from "pg";

/** Statements that vary without end, such as long lists of ids, must not fill the server's memory. */
const KEEP_AT_MOST = 500;

/**
 * A pool whose connections prepare each statement once: PostgreSQL then parses and plans it only the first few times,
 * which halves the time of a short query.
 */
export function preparing(pool: Pool): PostgresPool {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= KEEP_AT_MOST) return known;
    const name = `q${names.size}`;
    names.set(text, name);
    return name;
  };
  return {
    connect: async () => wrap(await pool.connect(), nameOf),
    end: () => pool.end(),
    options: pool.options,
  };
}

function wrap(client: PoolClient, nameOf: (text: string) => string | undefined) {
  return Object.create(client, {
    query: {
      value: async (text: string, values: readonly unknown[]) => {
        const name = nameOf(text);
        return await client.query({ text, values: [...values], ...(name !== undefined && { name }) });
      },
    },
    release: { value: (destroy?: boolean) => client.release(destroy) },
  });
}
