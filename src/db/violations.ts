import { DatabaseError } from "pg";

const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";

/** Tells whether PostgreSQL refused a row because of this unique index, constraint or reference. */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof DatabaseError &&
    (error.code === UNIQUE_VIOLATION || error.code === FOREIGN_KEY_VIOLATION) &&
    error.constraint === constraint
  );
}
