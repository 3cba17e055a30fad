import { DatabaseError } from "pg";

const UNIQUE_VIOLATION = "23505";

/** Tells whether PostgreSQL refused a row because of this unique index or constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof DatabaseError && error.code === UNIQUE_VIOLATION && error.constraint === constraint;
}
