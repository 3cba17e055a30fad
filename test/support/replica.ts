import { pino } from "pino";
import type { FirstOwner } from "../../src/oauth/first-owner.ts";
import { startDeployment } from "../../src/server/deployment.ts";
import { closeInReverse, temporaryDirectory, type Scope } from "./deployment.ts";

export interface Replica {
  /** Of this replica alone; what it tells clients is below the access URL. */
  readonly url: string;
  /** Undefined for a replica that found users in the database. */
  readonly owner: FirstOwner | undefined;
}

/** One of several deployments over one database, which all call themselves by the same access URL. */
export async function startReplica(
  scope: Scope,
  { postgresUrl, accessUrl }: { readonly postgresUrl: string; readonly accessUrl: string },
): Promise<Replica> {
  const closing = closeInReverse(scope);
  const configDir = await temporaryDirectory({ after: closing });
  const deployment = await startDeployment({
    configDir,
    log: pino({ level: "silent" }),
    settings: {
      httpAddress: { host: "127.0.0.1", port: 0 },
      accessUrl,
      postgresUrl,
      apiRateLimit: 0,
      mcpTimeout: 120_000,
      mcpRateLimit: 0,
      mcpAllowedOrigins: [],
      mcpLogLevel: "error",
      experiments: ["oauth2", "mcp-server-http"],
      logLevel: "warn",
    },
  });
  closing(deployment.close);
  return {
    url: `http://127.0.0.1:${deployment.port}`,
    owner: deployment.firstOwner,
  };
}
