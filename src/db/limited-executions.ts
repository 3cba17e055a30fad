import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "./connect.ts";

export interface LimitedExecution {
  readonly id: string;
  readonly agent_id: string;
  /** Null while the agent is asked to start it. */
  readonly execution_id: string | null;
  readonly created_at: Date;
}

/** Counts one more that is about to start; undefined when there are `max` already. Of those who race, one is the last. */
export async function reserveExecution(
  db: Db,
  counter: string,
  agentId: string,
  max: number,
): Promise<string | undefined> {
  const id = randomUUID();
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`executions of ${counter}`}, 0))`.execute(trx);
    if ((await executionsOf(trx, counter)).length >= max) return undefined;
    await trx.insertInto("limited_executions").values({ id, counter, agent_id: agentId }).execute();
    return id;
  });
}

/** Those that count towards a limit. */
export async function executionsOf(db: Db, counter: string): Promise<readonly LimitedExecution[]> {
  return await db.selectFrom("limited_executions").selectAll().where("counter", "=", counter).execute();
}

/** Notes which execution a reservation became; one that repeats an earlier call is not counted twice. */
export async function nameExecution(db: Db, id: string, executionId: string): Promise<void> {
  await sql`
    delete from limited_executions earlier using limited_executions own
     where own.id = ${id} and earlier.id <> own.id
       and earlier.counter = own.counter and earlier.execution_id = ${executionId}`.execute(db);
  await db
    .updateTable("limited_executions")
    .set({ execution_id: executionId })
    .where("id", "=", id)
    .execute();
}

/** No longer counts what has ended. */
export async function forgetExecutions(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom("limited_executions").where("id", "in", ids).execute();
}
