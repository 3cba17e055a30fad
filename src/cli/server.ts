import { once } from "node:events";
import { SERVER_SETTINGS } from "../config/server-settings.ts";
import { defineCommand } from "./command.ts";
import { logRedaction } from "./log-redaction.ts";
import { serverBanner } from "./server-banner.ts";
import { spinner } from "./spinner.ts";
import { stayLoggedIn } from "./stay-logged-in.ts";

export const server = defineCommand({
  words: ["server"],
  description:
    "Run a deployment: Coder's API, the remote MCP endpoint, workspaces and, unless told otherwise, PostgreSQL.",
  examples: [
    "coder server",
    "coder server --http-address 0.0.0.0:3000 --access-url https://coder.example.com",
    "CODER_PG_CONNECTION_URL=postgres://coder@db/coder coder server",
  ],
  settings: SERVER_SETTINGS,
  run: async (context, settings) => {
    const { configDir: dir } = context;
    // Only this command waits for all that a deployment is made of.
    const [{ pino }, { startDeployment }] = await Promise.all([
      import("pino"),
      import("../server/deployment.ts"),
    ]);
    const log = pino(
      { level: settings.logLevel, ...logRedaction(pino.stdSerializers.err) },
      pino.destination({ dest: 2, sync: true }),
    );
    const busy = spinner(context.stderr);
    const deployment = await startDeployment({ settings, configDir: dir, log, onStep: busy.step }).finally(
      busy.stop,
    );
    await stayLoggedIn(dir, deployment);
    context.stdout.write(serverBanner(deployment, dir, settings.experiments));
    if (!context.signal.aborted) await once(context.signal, "abort");
    context.stdout.write("Shutting down; commands in workspaces go on.\n");
    await deployment.close();
    return 0;
  },
});
