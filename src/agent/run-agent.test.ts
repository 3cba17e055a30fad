import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AgentClient, manifestOf, openWorkspace } from "./support.test.ts";

describe("the agent's tunnel", () => {
  for (const carrier of ["upgrade", "websocket"] as const) {
    it(`serves requests over ${carrier}`, async () => {
      await using workspace = await openWorkspace({ carrier });
      const hello = await workspace.client.json("POST", "/manifest", manifestOf());
      assert.equal(hello.version, "1.2.3");
      const { execution, output } = await workspace.client.exec({
        command: "head -c 300000 /dev/zero | tr '\\0' x",
        reply_bytes: 1_000_000,
      });
      assert.equal(execution.state, "exited");
      assert.equal(output.text.length, 300_000);
    });
  }

  it("dials again after the tunnel is lost, and executions go on", async () => {
    await using workspace = await openWorkspace();
    const { execution } = await workspace.client.exec({ command: "sleep 0.3; echo done", wait_ms: 0 });
    workspace.client.session.destroy();
    const again = new AgentClient(await workspace.deployment.nextTunnel());
    const reply = await again.output(execution.id, { wait_ms: 10_000 });
    assert.equal(reply.output.text, "done\n");
    await again.request("POST", "/shutdown", '{"grace_ms":0}');
  });

  it("answers failures with the envelope", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    assert.equal((await client.fails("GET", "/nothing")).code, "not_found");
    assert.match(
      (await client.fails("POST", "/executions", { command: "" })).message,
      /command: must not be empty/,
    );
    assert.equal((await client.fails("GET", "/executions/unknown")).status, 404);
  });

  it("runs startup scripts once a build and reports their output", async () => {
    await using workspace = await openWorkspace();
    const script = {
      id: "s1",
      display_name: "Setup",
      script: "echo one; echo two; echo x >> ~/ran",
      timeout_seconds: 0,
    };
    await workspace.client.json(
      "POST",
      "/manifest",
      manifestOf({ scripts: [script], env: { HOME: workspace.home } }),
    );
    const seen: string[] = [];
    for await (const report of workspace.client.reports()) {
      seen.push(report.state ?? report.output ?? report.kind);
      if (report.state === "ready" || report.state === "start_error") break;
    }
    assert.deepEqual(seen, ["starting", "one", "two", "ready"]);
    await workspace.client.json("POST", "/manifest", manifestOf({ scripts: [script] }));
    const text = await workspace.client.file("text", { path: "~/ran" });
    assert.equal(text.content, "x");
  });

  it("ends after a shutdown", async () => {
    await using workspace = await openWorkspace();
    await workspace.client.exec({ command: "sleep 100", wait_ms: 0 });
    await workspace.client.json("POST", "/shutdown", { grace_ms: 1000 });
    await workspace.ended;
  });
});
