import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { until } from "../../../test/support/until.ts";
import { keepMetrics } from "./metrics-history.ts";
import { networkUse } from "../../rules/network-use.ts";
import { ownProcesses, seesMachine } from "./own-processes.ts";
import { createMetricsSampler } from "./sample-metrics.ts";

const onLinux = { skip: process.platform !== "linux" && "reads /proc" };
const sampler = () => createMetricsSampler({ home: "/", runningExecutions: () => 1 });

function run(t: TestContext, script: string) {
  const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "ignore"] });
  t.after(() => void child.kill("SIGKILL"));
  return child;
}

test("counts the agent and what it started, and on a whole machine nothing else", onLinux, async (t) => {
  const child = run(t, "process.stdin.resume(); console.log('up')");
  await once(child.stdout, "data");
  const pids = ownProcesses().map(({ pid }) => pid);
  assert(pids.includes(process.pid) && pids.includes(child.pid ?? -1));
  const without = ownProcesses(child.pid).map(({ pid }) => pid);
  assert(without.includes(child.pid ?? -1));
  assert.equal(without.includes(process.pid), !seesMachine());
});

test("the CPU time of a process counts after its end too", onLinux, async (t) => {
  const sample = sampler();
  const { cpu: before } = await sample();
  const child = run(
    t,
    "const end = process.cpuUsage().user + 100_000; while (process.cpuUsage().user < end);",
  );
  await once(child, "exit");
  const { cpu } = await sample();
  assert(cpu.percent > 0 && cpu.percent <= 100, `${cpu.percent}`);
  assert(cpu.cores > 0 && before.cores === cpu.cores);
});

test("memory is that of the processes, and grows by what one of them takes", onLinux, async (t) => {
  const sample = sampler();
  const child = run(
    t,
    "let b; process.stdin.on('data', () => { b = Buffer.alloc(2 ** 26, 1); console.log('took') }); console.log('up')",
  );
  await once(child.stdout, "data");
  const before = (await sample()).memory.used_bytes;
  child.stdin.write("take\n");
  await once(child.stdout, "data");
  const after = (await sample()).memory.used_bytes;
  assert(after - before > 2 ** 25, `${before} ${after}`);
});

test("network use leaves loopback out", () => {
  const head = "Inter-|   Receive    |  Transmit\n face |bytes packets errs|bytes packets\n";
  const lines = [
    "lo: 5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0",
    "eth0:700 1 0 0 0 0 0 0 30 1 0 0 0 0 0 0",
    " wg0: 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0",
  ];
  assert.deepEqual(networkUse(`${head}${lines.join("\n")}\n`), { received_bytes: 701, sent_bytes: 32 });
  assert.equal(networkUse(""), undefined);
});

test("the last samples are kept, a failed one is left out, and what they come to is told", async (t) => {
  const ending = new AbortController();
  t.after(() => ending.abort());
  const whole = await sampler()();
  let taken = 0;
  const sample = async () => {
    taken += 1;
    if (taken === 2) throw new Error("no");
    return { ...whole, cpu: { percent: taken, cores: 1 } };
  };
  const kept = keepMetrics({ sample, intervalMs: 1, keep: 3 }, ending.signal);
  assert.equal(kept.recent(), null);
  await until("five samples", () => taken > 5);
  ending.abort();
  const percents = kept.history().samples.map(({ cpu }) => cpu.percent);
  assert.equal(percents.length, 3);
  assert(percents.every((percent) => percent > 2) && percents[2] === (percents[0] ?? 0) + 2);
  assert.equal(kept.recent()?.cpu_percent_max, percents[2]);
  assert.equal(kept.recent()?.cpu_percent_mean, percents[1]);
});
