import assert from "node:assert/strict";
import { after, describe, test, type TestContext } from "node:test";
import { noChromium, openTab, suiteChromium } from "../support/chromium.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { STDIO } from "../support/mcp-client.ts";
import { modern } from "../support/mcp-request.ts";
import { query } from "../support/query.ts";
import { until } from "../support/until.ts";
import { callbackServer } from "./callback-server.ts";
import { memoryProvider, type MemoryProvider } from "./memory-provider.ts";
import { chromiumPerson, fetchPerson, type Visit } from "./person.ts";
import { SDKS, type HttpConnection, type Sdk, type SdkClient } from "./sdks.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment(
  { after: closing },
  { experiments: ["oauth2", "mcp-server-http"] },
);
const mcpUrl = new URL(`${deployment.url}/api/experimental/mcp/http`);

interface Dance {
  readonly connection: HttpConnection;
  readonly provider: MemoryProvider;
  readonly visit: Visit;
  readonly answer: () => Promise<URLSearchParams>;
}

interface Connected extends Dance {
  readonly client: SdkClient;
}

/** The first try ends at the authorization; then the person answers, and the second one works. */
async function dance(
  t: TestContext,
  { name, http }: Sdk,
  visit: Visit,
  scopes?: readonly string[],
): Promise<Connected> {
  const { redirectUrl, answer } = await callbackServer(t);
  const provider = memoryProvider(redirectUrl, name);
  const connection = http(mcpUrl, provider);
  const steps = { connection, provider, answer, visit };
  await assert.rejects(connection.connect());
  assert.equal(provider.opened.length, 1, "the client must send its user to the browser");
  await authorize(steps, scopes);
  return { ...steps, client: await reconnect(t, steps) };
}

async function reconnect(t: TestContext, { connection }: Dance): Promise<SdkClient> {
  const client = await connection.connect();
  closeInReverse(t)(() => client.close());
  return client;
}

/** The person answers what the client asked last. */
async function authorize(
  { connection, provider, visit, answer }: Dance,
  scopes?: readonly string[],
): Promise<void> {
  const address = provider.opened.at(-1);
  assert.ok(address !== undefined);
  await Promise.all([visit(address, scopes), answer().then((found) => connection.finish(found))]);
}

async function isUsable(client: SdkClient): Promise<void> {
  const { tools } = await client.listTools();
  assert.ok(tools.some(({ name }) => name === "list_templates"));
  const result = await client.callTool({ name: "list_templates", arguments: {} });
  assert.match(JSON.stringify(result), /local/);
}

/** As if an hour had gone: the token that the client has is over, its refresh token is not. */
async function expire({ access_token: token }: { readonly access_token: string }): Promise<void> {
  await query(deployment.postgresUrl, "delete from oauth_artifacts where kind = 'AccessToken'");
  const isOver = async () => (await modern(deployment.url, { token })).status === 401;
  await until("the access token is refused", isOver);
}

describe("official SDKs", () => {
  const chromium = noChromium === false ? suiteChromium() : undefined;

  /** Chromium where the machine has it. */
  async function person(t: TestContext): Promise<Visit> {
    if (chromium === undefined) return fetchPerson(deployment.url, deployment.owner);
    return chromiumPerson((await openTab(t, chromium())).context, deployment.owner);
  }

  for (const sdk of SDKS) {
    test(`${sdk.name} works over stdio`, async (t) => {
      const dir = await temporaryDirectory({ after: closeInReverse(t) });
      const client = await sdk.stdio({
        command: process.execPath,
        args: [STDIO],
        env: {
          PATH: process.env["PATH"] ?? "",
          CODER_CONFIG_DIR: dir,
          CODER_URL: deployment.url,
          CODER_SESSION_TOKEN: deployment.token,
        },
      });
      closeInReverse(t)(() => client.close());
      await isUsable(client);
    });

    test(`${sdk.name} over HTTP finds, registers, authorizes, calls and refreshes by itself`, async (t) => {
      const { client, provider } = await dance(t, sdk, await person(t));
      await isUsable(client);
      const before = provider.tokens();
      await expire(before);
      await isUsable(client);
      assert.notEqual(provider.tokens().access_token, before.access_token);
      assert.notEqual(provider.tokens().refresh_token, before.refresh_token);
      assert.equal(provider.opened.length, 1, "nobody is asked again");
    });
  }

  for (const sdk of SDKS.filter(({ stepsUp }) => stepsUp)) {
    test(`${sdk.name} asks for more scopes when a call or a resource needs them`, async (t) => {
      const steps = await dance(t, sdk, await person(t), ["workspace:read"]);
      assert.equal(steps.provider.tokens().scope, "workspace:read");
      const resource = { uri: "coder://templates/local" };
      await assert.rejects(steps.client.readResource(resource));
      assert.equal(steps.provider.opened.length, 2, "the client must send its user to the browser again");
      await authorize(steps, ["workspace:read", "template:read"]);
      const reader = await reconnect(t, steps);
      assert.match(JSON.stringify(await reader.readResource(resource)), /local/);
      await isUsable(reader);
      const call = { name: "stop_workspace", arguments: { workspace: "nowhere" } };
      await assert.rejects(reader.callTool(call));
      assert.equal(steps.provider.opened.length, 3, "the client must send its user to the browser again");
      await authorize(steps);
      const client = await reconnect(t, steps);
      assert.match(JSON.stringify(await client.callTool(call)), /not_found/);
      assert.match(steps.provider.tokens().scope, /workspace:stop/);
    });
  }
});
