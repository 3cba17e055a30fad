import { pino } from "pino";
import { GATEWAY_SETTINGS } from "../../src/config/gateway-settings.ts";
import { readSettings } from "../../src/config/setting.ts";
import { startGateway, type Gateway } from "../../src/server/gateway/start-gateway.ts";
import type { Scope } from "./deployment.ts";

/** A gateway inside the test's process, by the flags that it is started with; `now` may be ahead of the clock. */
export async function startTestGateway(
  scope: Scope,
  flags: Readonly<Record<string, string | readonly string[]>>,
  now: () => number = Date.now,
): Promise<Gateway> {
  const given = { "http-address": "127.0.0.1:0", "mcp-http-rate-limit": "0", ...flags };
  const settings = readSettings(GATEWAY_SETTINGS, { env: {}, flags: given });
  const log = pino({ level: process.env["CODER_TEST_LOG"] ?? "silent" }, pino.destination({ dest: 2 }));
  const targets = settings.url.map((one) => ({ ...one, headers: {} }));
  const gateway = await startGateway({ targets, settings, log, now });
  scope.after(gateway.close);
  return gateway;
}
