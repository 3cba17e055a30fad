import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { openBrowser } from "../support/browser.ts";
import { askConsent, decide, logIn, newClient } from "../support/oauth-flow.ts";
import type { ConformanceDeployment } from "./conformance-deployment.ts";
import { runSuite, type SuiteResult } from "./run-suite.ts";

/** Runs the suite's scenarios for authorization servers; a browser that fetch plays opens the address it prints. */
export async function runAuthorization(deployment: ConformanceDeployment): Promise<SuiteResult> {
  const { accessUrl: url, mcpUrl, owner } = deployment;
  const port = await freePort();
  const client = await newClient({ url }, { redirect_uris: [`http://127.0.0.1:${port}/callback`] });
  const browser = openBrowser(url);
  await logIn({ url }, browser, owner);
  const allow = async (address: string): Promise<void> => {
    await fetch(await decide(browser, await askConsent(browser, address), "allow"));
  };
  const failed: string[] = [];
  const args = ["--url", url, "--client-id", client.id, "--resource", mcpUrl, "--port", String(port)];
  const result = await runSuite("newest", ["authorization", ...args], (line, stop) => {
    if (!line.startsWith(`${url}/oauth2/authorize?`)) return;
    allow(line.trim()).catch((error: unknown) => {
      failed.push(String(error));
      stop();
    });
  });
  return { ...result, output: [result.output, ...failed].join("\n") };
}

/** The suite wants to be told a port; nothing else takes it in the moment between. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
