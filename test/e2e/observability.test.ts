import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcp } from "node:net";
import { json } from "node:stream/consumers";
import { after, test } from "node:test";
import { z } from "zod";
import { AuditLogList } from "../../src/wire/audit-log.ts";
import { callApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { modern } from "../support/mcp-request.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
            }),
          ),
        }),
      ),
    }),
  ),
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { resourceSpans } = Export.parse(await json(request));
  for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
  response.end("{}");
}

const spans: z.infer<typeof Export>["resourceSpans"][0]["scopeSpans"][0]["spans"] = [];
const collector = createServer((request, response) => void receive(request, response)).listen(0, "127.0.0.1");
await once(collector, "listening");
closing(async () => void collector.close());
const address = collector.address();
const otlpEndpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;

async function freePort(): Promise<number> {
  const server = createTcp().listen(0, "127.0.0.1");
  await once(server, "listening");
  const found = server.address();
  server.close();
  return typeof found === "object" ? (found?.port ?? 0) : 0;
}

const prometheusAddress = { host: "127.0.0.1", port: await freePort() };
const deployment = await startTestDeployment(
  { after: closing },
  { otlpEndpoint, prometheusEnable: true, prometheusAddress },
);
const { url, token } = deployment;

const metrics = async (): Promise<string> =>
  await (await fetch(`http://127.0.0.1:${prometheusAddress.port}/metrics`)).text();

test("a trace of the client goes on through the call and the API, and its id is in the audit log", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  const call = { token, method: "tools/call", params: { name: "list_workspaces", arguments: {} } };
  await modern(url, { ...call, headers: { traceparent } });
  const own = () => spans.filter((span) => span.traceId === traceId);
  await until("the spans arrive", () => own().length >= 2);
  const call0 = own().find(({ name }) => name.startsWith("mcp"));
  assert.equal(call0?.parentSpanId, "00f067aa0ba902b7");
  const inner = own().find(({ name }) => name.startsWith("GET /api/v2/workspaces"));
  assert.equal(inner?.parentSpanId, call0?.spanId);
  const { body } = await callApi(deployment, "GET /audit?q=mcp_tool&limit=1");
  assert.equal(AuditLogList.parse(body).audit_logs[0]?.trace_id, traceId);
});

test("metrics count calls by tool and result, requests, jobs, agents and the pool", async () => {
  await modern(url, {
    token,
    method: "tools/call",
    params: { name: "get_workspace_status", arguments: { workspace: "no" } },
  });
  await until("the import has ended", async () => (await metrics()).includes('status="succeeded"'));
  const text = await metrics();
  assert.match(
    text,
    /coder_mcp_tool_call_duration_seconds_count\{tool="get_workspace_status",code="not_found"\} [1-9]/,
  );
  assert.match(
    text,
    /coder_api_request_duration_seconds_bucket\{le="\+Inf",method="GET",status="200"\} [1-9]/,
  );
  assert.match(text, /coder_provisioner_jobs\{type="template_version_import",status="succeeded"\} [1-9]/);
  assert.match(text, /^coder_agents_connected 0$/m);
  assert.match(text, /^coder_database_connections [1-9]/m);
  assert.match(text, /^coder_rate_limited_total 0$/m);
  assert.equal((await fetch(`http://127.0.0.1:${prometheusAddress.port}/other`)).status, 404);
});

test("readiness tells what it looked at", async () => {
  const response = await fetch(`${url}/readyz`);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    status: "ok",
    checks: { database: "ok", migrations: "ok", draining: false },
  });
});
