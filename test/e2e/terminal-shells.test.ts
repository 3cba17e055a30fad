import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import {
  openTerminalPlace,
  type TerminalPlace,
  type TerminalPlaceOptions,
} from "../support/terminal-place.ts";

const signal = AbortSignal.timeout(240_000);
const BUSYBOX = "/usr/bin/busybox";

/** A directory of programs, each a link; `sh` is what control programs run in. */
const programs =
  (links: Readonly<Record<string, string>>) =>
  async (home: string): Promise<void> => {
    await mkdir(`${home}/bin`);
    for (const [name, target] of Object.entries(links)) await symlink(target, `${home}/bin/${name}`);
  };

const APPLETS =
  "[ awk base64 cat chmod chown cp cut date dd df env expr false find fold grep head id kill ln ls mkdir mkfifo mv od printf ps pwd readlink rm sed seq setsid sh sleep sort stat stty tail test touch tr true umask wc xargs".split(
    " ",
  );
const bare = Object.fromEntries(APPLETS.map((name) => [name, BUSYBOX]));
const coreutils = Object.fromEntries(
  [...APPLETS, "openssl"]
    .filter((name) => name !== "base64" && existsSync(`/usr/bin/${name}`))
    .map((name) => [name, `/usr/bin/${name}`]),
);

/** Whatever a person's start files may do to a shell that runs one command. */
const HOSTILE = `echo 'Welcome! [spam] ]]'; PS1='\\e[31m[x] ]\\$ '; alias cat='echo no'; set -x
cat() { echo no; }; printf() { echo no; }; export -f cat printf
stty -icanon min 0 time 1 erase a kill b eof c intr d istrip olcuc 2>/dev/null
`;

interface Kind extends TerminalPlaceOptions {
  readonly name: string;
  readonly skip?: boolean;
}

const KINDS: readonly Kind[] = [
  { name: "dash", shell: "/usr/bin/dash" },
  {
    name: "bash, also as sh",
    shell: "/bin/bash",
    furnish: programs({ sh: "/bin/bash" }),
    env: { PATH: "bin:/usr/bin:/bin" },
  },
  { name: "zsh", shell: "/usr/bin/zsh", skip: !existsSync("/usr/bin/zsh") },
  {
    name: "busybox alone",
    shell: "/bin/sh",
    furnish: programs(bare),
    env: { PATH: "bin" },
    skip: !existsSync(BUSYBOX),
  },
  { name: "openssl for base64", furnish: programs(coreutils), env: { PATH: "bin" } },
  {
    name: "bash with hostile start files",
    shell: "/bin/bash",
    furnish: async (home) => {
      await programs({ sh: "/bin/bash" })(home);
      await writeFile(`${home}/rc`, HOSTILE);
    },
    env: { PATH: "bin:/usr/bin:/bin", BASH_ENV: "rc", ENV: "rc" },
  },
  { name: "fragments of 7 bytes", fragment: 7 },
];

async function work({ conn, home }: TerminalPlace): Promise<void> {
  const run = async (command: string) => await conn.start({ command, wait_ms: 20_000 }, signal);
  const { execution, output } = await run("echo hi; echo 'é]' >&2; exit 7");
  assert.deepEqual([output.text, execution.exit_code], ["hi\né]\n", 7]);
  assert.equal((await run("kill -9 $$")).execution.signal, "SIGKILL");
  const content = Buffer.from(Array.from({ length: 150_000 }, (_, index) => (index * 7919) % 256));
  const path = `${home}/a b/c'd`;
  const { etag } = await conn.write({ path }, content, signal);
  assert(content.equals(await conn.readBytes({ path }, signal)));
  assert.equal((await conn.stat(path, signal)).etag, etag);
  const text = `${home}/text`;
  await conn.write({ path: text }, Buffer.from("one\n\ttwo\n"), signal);
  await conn.edit({ files: [{ path: text, edits: [{ search: "two", replace: "2" }] }] }, signal);
  assert.equal((await conn.readText({ path: text }, signal)).content, "one\n\t2");
  const { files } = await conn.find({ path: home, content: "^\\s2$" }, signal);
  assert.deepEqual(
    files.map((file) => file.path),
    ["text"],
  );
  const { entries } = await conn.list({ path: home, depth: 2 }, signal);
  assert(entries.some((entry) => entry.path === "a b/c'd"));
  const started = await conn.start(
    { command: `(setsid sleep 9991.${process.pid} &); echo up; sleep 9992.${process.pid}` },
    signal,
  );
  const { id } = started.execution;
  await conn.output(id, { wait_for: "output", wait_ms: 10_000 }, signal);
  assert.equal((await conn.signal(id, { grace_ms: 100 }, signal)).state, "killed");
  const rows = await conn.processes(signal);
  assert(
    rows.length > 0 &&
      !rows.some(({ command }) => /^sleep 999.*\.(\d+)$/.exec(command)?.[1] === String(process.pid)),
  );
  assert((await conn.metrics(signal)).memory.total_bytes > 0);
}

describe("a terminal of", () => {
  for (const kind of KINDS)
    test(kind.name, { skip: kind.skip === true && "it is not installed" }, async () => {
      await using place = await openTerminalPlace(kind);
      await work(place);
    });
});

describe("a terminal's connection that is cut", () => {
  test("again and again loses and doubles nothing", async () => {
    await using place = await openTerminalPlace({ cutAfter: 700_000 });
    const { conn, home } = place;
    const content = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => (index * 31) % 251));
    const path = `${home}/large`;
    await conn.write({ path }, content, signal);
    assert(content.equals(await conn.readBytes({ path }, signal)));
    const { output } = await conn.start(
      { command: `echo once >>${home}/count; seq 1 40000`, wait_ms: 30_000, reply_bytes: 300_000 },
      signal,
    );
    assert.equal(output.text, Array.from({ length: 40_000 }, (_, index) => `${index + 1}\n`).join(""));
    assert.equal((await conn.readText({ path: `${home}/count` }, signal)).content, "once");
    assert(place.ptys.connections() >= 3, `${place.ptys.connections()} connections`);
  });

  test("in the middle of calls answers all of them", async () => {
    await using place = await openTerminalPlace();
    const { conn, home } = place;
    const cutting = setInterval(() => conn.cut(), 300);
    try {
      const commands = Array.from({ length: 12 }, async (_, index) => {
        const command = `echo ${index} >>${home}/log; sleep 0.2; echo ${index}`;
        return (await conn.start({ command, wait_ms: 30_000 }, signal)).output.text;
      });
      const path = `${home}/upload`;
      const content = Buffer.alloc(600_000, "0123456789abcdef\n");
      await conn.write({ path }, content, signal);
      assert(content.equals(await conn.readBytes({ path }, signal)));
      assert.deepEqual(
        await Promise.all(commands),
        Array.from({ length: 12 }, (_, index) => `${index}\n`),
      );
    } finally {
      clearInterval(cutting);
    }
    const { content } = await conn.readText({ path: `${home}/log` }, signal);
    assert.equal(content.split("\n").length, 12);
    assert(place.ptys.connections() > 1);
  });
});

describe("a command in a terminal's workspace", () => {
  test("outlives the terminal, and is found by another server", async () => {
    await using place = await openTerminalPlace();
    const command = "echo up; until [ -e go ]; do sleep 0.05; done; echo over";
    const waiting = place.conn.start({ command, wait_ms: 30_000 }, signal);
    const other = place.connect();
    const started = async () => (await other.executions(signal)).find((one) => one.command === command);
    let found = await started();
    while (found === undefined) found = await started();
    place.ptys.endAll();
    await other.write({ path: `${place.home}/go` }, Buffer.from(""), signal);
    const ended = await other.output(found.id, { wait_ms: 20_000 }, signal);
    assert.equal(ended.output.text, "up\nover\n");
    assert.equal((await waiting).output.text, "up\nover\n");
  });

  test("is killed with its tree by its timeout, also when nobody is connected", async () => {
    await using place = await openTerminalPlace();
    const { execution } = await place.conn.start(
      { command: `(setsid sleep 9993.${process.pid} &); sleep 9993.${process.pid}`, timeout_ms: 1500 },
      signal,
    );
    place.conn.close();
    const other = place.connect();
    const ended = await other.output(execution.id, { wait_ms: 20_000 }, signal);
    assert.equal(ended.execution.state, "timed_out");
    const rows = async () =>
      (await other.processes(signal)).filter((row) => row.command.includes(`9993.${process.pid}`));
    while ((await rows()).length > 0) signal.throwIfAborted();
  });
});
