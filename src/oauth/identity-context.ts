import type { Kysely } from "kysely";
import type { Database } from "../db/schema.ts";
import type { Policy } from "../wire/policy.ts";
import type { ScryptCost } from "./password.ts";
import type { SubjectCache } from "./subject-cache.ts";

/** What identity functions work with; the clock and the cost of a password are for tests only. */
export interface IdentityContext {
  readonly db: Kysely<Database>;
  /** Absent asks the database whose a token is each time. */
  readonly subjects?: SubjectCache | undefined;
  /** Upper bounds from a file, which no administrator can change while the deployment runs. */
  readonly filePolicy?: Policy | undefined;
  readonly now?: (() => Date) | undefined;
  readonly passwordCost?: ScryptCost | undefined;
}

export const nowOf = (context: IdentityContext): Date => context.now?.() ?? new Date();
