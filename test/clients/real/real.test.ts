import { after, describe, test } from "node:test";
import { installPackage } from "../../package/installed.ts";
import { closeInReverse, startTestDeployment } from "../../support/deployment.ts";
import { openBench, type BenchPlace } from "./bench.ts";
import { installClient } from "./install-client.ts";
import { startModelStub } from "./model-stub.ts";
import { REAL_CLIENTS } from "./real-clients.ts";
import { putRows } from "./result-page.ts";
import { rowsOf, WAYS, type Result } from "./results.ts";

/** `npm run test:clients`: the clients themselves must report that they reached us; docs/clients.md says what they saw. */
const closing = closeInReverse({ after });
const { coder } = await installPackage({ after: closing });
// Nothing of the run reaches the Internet, where the documents of clients are.
const deployment = await startTestDeployment({ after: closing }, { oauthClientDocuments: false });
const modelUrl = await startModelStub({ after: closing });
const place: BenchPlace = { deployment, token: deployment.token, coder, modelUrl };
const results: Result[] = [];
after(() => putRows("clients", rowsOf(results)));

for (const client of REAL_CLIENTS) {
  describe(client.title, () => {
    for (const way of WAYS) {
      const check = client[way];
      if (check === undefined) continue;
      test(`${client.title}, ${way}`, async (t) => {
        const { bin } = await installClient(client.installs);
        const bench = await openBench({ after: (fn) => t.after(fn) }, place, [bin]);
        const result = { client, way };
        try {
          results.push({ ...result, saw: await check(bench) });
        } catch (error) {
          results.push({ ...result, saw: undefined });
          throw error;
        }
      });
    }
  });
}
