import { after } from "node:test";
import { agentApiConn } from "../../src/client/agent-api-conn.ts";
import { createClient } from "../../src/client/client.ts";
import { expectApi } from "../support/api-calls.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { executionContract } from "../support/execution-contract.ts";
import { until } from "../support/until.ts";

const deployment = await startTestDeployment({ after });

executionContract({
  name: "the agent API",
  lacks: [],
  open: async () => {
    const template = await expectApi(deployment, "GET /organizations/default/templates/local");
    const request = { name: "dev", template_id: template.id };
    const { id } = await expectApi(deployment, "POST /users/me/workspaces", request);
    const agentId = await until("the agent is ready", async () => {
      const { latest_build: build } = await expectApi(deployment, `GET /workspaces/${id}`);
      const [agent] = build.resources.flatMap(({ agents = [] }) => agents);
      return agent?.lifecycle_state === "ready" && String(agent.id);
    });
    return agentApiConn(createClient({ baseUrl: deployment.url, token: deployment.token }), agentId);
  },
});
