import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test, type TestContext } from "node:test";
import { startHttps } from "../../../test/support/https-place.ts";
import { closeInReverse } from "../../../test/support/deployment.ts";
import { freshDatabase } from "../../../test/support/fresh-database.ts";
import { connect } from "../../db/connect.ts";
import type { Interaction } from "../interactions.ts";
import { openDeploymentKeys } from "../deployment-keys.ts";
import { createAuthorizationServer } from "./authorization-server.ts";
import { createFetchDocument } from "./fetch-document.ts";

const HOST = "client.example";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/** An authorization server that finds `HOST` on this machine, where `document` is the answer to everything. */
async function place(t: TestContext, document: (url: string) => object) {
  const closing = closeInReverse(t);
  let fetched = 0;
  const host = await startHttps({ after: closing }, HOST, (request, response) => {
    fetched++;
    response.end(JSON.stringify(document(`https://${request.headers.host}${request.url}`)));
  });
  const { db, close } = connect(await freshDatabase({ after: closing }), { max: 4, onError: () => {} });
  closing(close);
  const keys = await openDeploymentKeys({
    db,
    events: { listen: () => ({ [Symbol.dispose]: () => {} }) },
    onError: () => {},
  });
  const server = createServer((request, response) => void authorization.handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing(async () => {
    server.close();
    await once(server, "close");
  });
  const { port } = Object(server.address());
  const accessUrl = `http://127.0.0.1:${port}`;
  const authorization = createAuthorizationServer({
    accessUrl,
    mcpUrl: `${accessUrl}/mcp`,
    identity: { db },
    keys,
    renderPage: (name, props) => `<h1>${name}</h1>${JSON.stringify(props)}`,
    defaultScopes: ["workspace:read"],
    isLoggedIn: async () => true,
    fetchDocument: createFetchDocument({
      ca: host.ca,
      lookup: async () => ["127.0.0.1"],
      isAllowed: () => true,
    }),
    log: { error: () => {}, debug: () => {} },
  });
  const id = `https://${HOST}:${host.port}/client.json`;
  const authorize = async (changes: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      client_id: id,
      response_type: "code",
      redirect_uri: "http://127.0.0.1:7777/cb",
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
      ...changes,
    });
    const headers = { Accept: "text/html" };
    return await fetch(`${accessUrl}/oauth2/authorize?${query.toString()}`, { redirect: "manual", headers });
  };
  return { authorize, authorization, id, fetched: () => fetched };
}

const good = (url: string) => ({
  client_id: url,
  client_name: "Documented",
  redirect_uris: ["http://127.0.0.1/cb", "https://client.example/cb"],
  token_endpoint_auth_method: "none",
});

test("a client is known by its document, at any port of its loopback address, and fetched once", async (t) => {
  const { authorize, fetched } = await place(t, good);
  for (const redirect_uri of ["http://127.0.0.1:7777/cb", "https://client.example/cb"]) {
    const answer = await authorize({ redirect_uri });
    assert.equal(answer.status, 303, await answer.text());
    assert.match(answer.headers.get("location") ?? "", /^\/oauth2\/consent\//);
  }
  assert.equal(fetched(), 1);
  const elsewhere = await authorize({ redirect_uri: "https://evil.example/cb" });
  assert.equal(elsewhere.status, 400);
});

test("the person is told which host vouches for the client", async (t) => {
  const { authorize, authorization } = await place(t, good);
  const answer = await authorize();
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const asked = Promise.withResolvers<Interaction | undefined>();
  const reader = createServer((request, response) => {
    authorization.interactions.read(request, response).then(asked.resolve, asked.reject);
    response.end();
  });
  reader.listen(0, "127.0.0.1");
  await once(reader, "listening");
  t.after(() => reader.close());
  await fetch(`http://127.0.0.1:${Object(reader.address()).port}${answer.headers.get("location")}`, {
    headers: { cookie },
  });
  const question = await asked.promise;
  assert.match(question?.client.verifiedHost ?? "", /^client\.example:\d+$/);
  assert.equal(question?.client.name, "Documented");
  assert.equal(question?.client.redirectIsLoopback, true);
});

test("a document that does not describe its own URL, or asks for a secret, is no client", async (t) => {
  const documents: ((url: string) => object)[] = [
    (url) => ({ ...good(url), client_id: `${url}?` }),
    (url) => ({ ...good(url), client_secret: "s" }),
    (url) => ({ ...good(url), token_endpoint_auth_method: "client_secret_basic" }),
    (url) => ({ ...good(url), redirect_uris: ["javascript:alert(1)"] }),
    (url) => ({ ...good(url), redirect_uris: ["ftp://client.example/"] }),
    (url) => ({ ...good(url), logo_uri: "http://client.example/logo.png" }),
    () => [],
  ];
  for (const document of documents) {
    const { authorize } = await place(t, document);
    const answer = await authorize();
    assert.equal(answer.status, 400, JSON.stringify(document("https://x")));
    assert.match(await answer.text(), /<h1>error<\/h1>/);
  }
});
