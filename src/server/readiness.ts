import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Db } from "../db/connect.ts";
import { appliedMigrations } from "../db/readiness.ts";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import type { Readiness } from "../wire/readiness.ts";

const WITHIN_MS = 2000;

export interface ReplicaReadiness {
  /** Whether this replica can serve: its database answers, with this version's schema, and it is not closing. */
  readonly look: () => Promise<Readiness>;
  /** From here on it is closing. */
  readonly drain: () => void;
}

export async function createReadiness(db: Db): Promise<ReplicaReadiness> {
  let isDraining = false;
  const own = (await readdir(join(PACKAGE_ROOT, "migrations"))).filter((name) => name.endsWith(".sql"));
  return {
    drain: () => (isDraining = true),
    look: async () => {
      const applied = await inTime(appliedMigrations(db));
      const checks = {
        database: applied === undefined ? "unavailable" : "ok",
        migrations: applied === undefined ? "unknown" : migrationsState(own, applied),
        draining: isDraining,
      } as const;
      const isReady = checks.database === "ok" && checks.migrations === "ok" && !checks.draining;
      return { status: isReady ? "ok" : "unavailable", checks };
    },
  };
}

function migrationsState(own: readonly string[], applied: readonly string[]): "ok" | "missing" | "newer" {
  if (own.some((name) => !applied.includes(name))) return "missing";
  return applied.some((name) => !own.includes(name)) ? "newer" : "ok";
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), WITHIN_MS);
  try {
    return await Promise.race([work.catch(() => undefined), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
