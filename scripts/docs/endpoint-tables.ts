import { OPERATION_GROUPS, listOperations } from "../../src/api/openapi/operations.ts";
import { ABSENT_ENDPOINTS } from "./absent-endpoints.ts";
import { code, markdownTable } from "./markdown-table.ts";

const operations = listOperations(OPERATION_GROUPS);
const isOurs = (support: string): boolean => support.startsWith("ours");

/** What of Coder's endpoints there is, and how much of each. */
export function supportTable(): string {
  const rows = operations.filter(({ support }) => !isOurs(support));
  return markdownTable(
    ["endpoint", "support"],
    rows.map(({ method, path, support }) => [code(`${method} ${path}`), support]),
  );
}

/** What of Coder's endpoints there is not. */
export function absentTable(): string {
  return markdownTable(
    ["endpoint", "absent because"],
    ABSENT_ENDPOINTS.map(([endpoint, why]) => [code(endpoint), why]),
  );
}

/** The endpoints that Coder does not have. */
export function ownTable(): string {
  const rows = operations.filter(({ support }) => isOurs(support));
  return markdownTable(
    ["endpoint", "does"],
    rows.map(({ method, path, summary }) => [code(`${method} ${path}`), summary]),
  );
}
