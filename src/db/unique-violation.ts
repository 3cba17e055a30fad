import { DatabaseError } from "pg";

/** Tells whether an insert or update failed because another row has the value; `index` names the one that said so. */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  return (
    error instanceof DatabaseError &&
    error.code === "23505" &&
    (index === undefined || error.constraint === index)
  );
}
