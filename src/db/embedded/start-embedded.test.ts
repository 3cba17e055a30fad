import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Client } from "pg";
import { identify } from "../../lib/process-identity.ts";
import { AppError } from "../../wire/errors.ts";
import { findBinaries } from "./postgres-binaries.ts";
import { startEmbedded } from "./start-embedded.ts";
import type { EmbeddedDatabase, EmbeddedOptions } from "./start-embedded.ts";
import { startTemporary } from "./start-temporary.ts";
import { findUnprivileged } from "./unprivileged.ts";

const quiet = () => {};

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", quiet);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded PostgreSQL", () => {
  let dir = "";
  const open = new Set<EmbeddedDatabase>();
  const start = async (options: Partial<EmbeddedOptions> = {}) => {
    const database = await startEmbedded({ dataDir: dir, log: quiet, ...options });
    open.add(database);
    return database;
  };
  const using = async (options: Partial<EmbeddedOptions>, body: (d: EmbeddedDatabase) => Promise<void>) => {
    const database = await start(options);
    try {
      await body(database);
    } finally {
      await database.stop();
      open.delete(database);
    }
  };

  before(async () => {
    dir = join(await mkdtemp(join(tmpdir(), "embedded-test-")), "data");
    await using({}, async ({ url }) => {
      await query(url, "create table kept (word text)");
    });
  });
  after(async () => {
    await Promise.all([...open].map((database) => database.stop()));
    await rm(join(dir, ".."), { recursive: true, force: true });
  });

  it("keeps data, url and privacy over a restart that takes less than a second", async () => {
    const urls: string[] = [];
    for (const word of ["first", "second"]) {
      const begin = performance.now();
      await using({}, async ({ url }) => {
        assert.ok(performance.now() - begin < 1000);
        urls.push(url);
        await query(url, `insert into kept values ('${word}')`);
      });
    }
    assert.equal(urls[0], urls[1]);
    assert.equal((await stat(join(dir, "cluster/password"))).mode & 0o777, 0o600);
    assert.equal((await stat(dir)).mode & 0o077, 0);
    await using({}, async ({ url }) => {
      assert.deepEqual(await query(url, "select word from kept order by word"), [
        { word: "first" },
        { word: "second" },
      ]);
      const wrong = url.replace(/:[^:@]+@/, ":wrong@");
      await assert.rejects(query(wrong, "select 1"), /password authentication failed/);
    });
  });

  it("sorts and folds text by Unicode, and is durable by default", async () => {
    await using({}, async ({ url }) => {
      const [row] = await query(url, "select upper('é') as upper, current_setting('fsync') as fsync");
      assert.deepEqual(row, { upper: "É", fsync: "on" });
    });
  });

  it("restarts a killed server without losing what was committed", async () => {
    const crashed = Promise.withResolvers<string>();
    await using({ onCrash: ({ reason }) => crashed.resolve(reason) }, async ({ url, pid }) => {
      await query(url, "create table survived as select 7 as seven");
      process.kill(pid() ?? 0, "SIGKILL");
      assert.equal(await crashed.promise, "signal SIGKILL");
      const rows = await eventually(() => query(url, "select seven from survived"));
      assert.deepEqual(rows, [{ seven: 7 }]);
    });
  });

  it("takes over from a server that a killed deployment left running", async () => {
    const orphan = await startOrphan(dir);
    const lines: string[] = [];
    await using({ log: (_level, line) => lines.push(line) }, async ({ url }) => {
      assert.equal(await identify(orphan), undefined);
      assert.deepEqual(await query(url, "select 1 as one"), [{ one: 1 }]);
      assert.ok(lines.includes("ended a PostgreSQL that an earlier deployment left behind"));
    });
  });

  it("starts although postmaster.pid names a process that is no PostgreSQL", async () => {
    const other = spawn("sleep", ["60"], { stdio: "ignore" });
    try {
      await writeFile(join(dir, "cluster/data/postmaster.pid"), `${other.pid}\n${dir}/cluster/data\n1\n`);
      await using({}, async ({ url }) => {
        assert.deepEqual(await query(url, "select 1 as one"), [{ one: 1 }]);
      });
      assert.equal(other.exitCode ?? other.signalCode, null);
    } finally {
      other.kill();
    }
  });

  it("refuses a data directory that a running deployment uses, naming both", async () => {
    await using({}, async () => {
      await assert.rejects(start(), (error) => {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, "conflict");
        assert.ok(error.message.includes(dir) && error.message.includes(String(process.pid)));
        return true;
      });
    });
  });

  it("moves to another port when its own is taken", async () => {
    const port = Number(await readFile(join(dir, "cluster/port"), "utf8"));
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    try {
      await using({}, async ({ url }) => {
        assert.notEqual(new URL(url).port, String(port));
        assert.deepEqual(await query(url, "select 1 as one"), [{ one: 1 }]);
      });
    } finally {
      server.close();
    }
  });

  it("says why it cannot start, and gives the directory free again", async () => {
    const version = join(dir, "cluster/data/PG_VERSION");
    await writeFile(version, "12\n");
    await assert.rejects(start(), (error) => error instanceof AppError && error.code === "precondition");
    await writeFile(version, "18\n");
    await using({}, async () => {});
  });
});

describe("a first start", () => {
  it("is repeated from the beginning after it was cut short", async () => {
    const dir = await mkdtemp(join(tmpdir(), "embedded-test-"));
    const controller = new AbortController();
    const starting = startEmbedded({ dataDir: dir, log: quiet, signal: controller.signal });
    const draft = await eventually(async () => {
      const name = (await readdir(dir)).find((entry) => entry.startsWith("cluster.draft-")) ?? "";
      await stat(join(dir, name, "data/global"));
      return name;
    });
    controller.abort();
    await assert.rejects(starting, { name: "AbortError" });
    assert.ok((await readdir(dir)).includes(draft));
    const database = await startEmbedded({ dataDir: dir, log: quiet, fsync: false });
    assert.ok(!(await readdir(dir)).includes(draft));
    await database.stop();
    await rm(dir, { recursive: true });
  });

  it("makes a temporary database that leaves nothing", async () => {
    const database = await startTemporary();
    const [row] = await query(database.url, "select current_setting('data_directory') as dir");
    const place = String(row?.["dir"]);
    await stat(place);
    await database.stop();
    await assert.rejects(stat(place), { code: "ENOENT" });
  });
});

/** A postmaster of the directory's cluster that nobody supervises and that outlives no parent. */
async function startOrphan(dir: string): Promise<number> {
  const [{ postgres }, { prefix }] = await Promise.all([
    findBinaries(join(dir, "binaries")),
    findUnprivileged(),
  ]);
  const argv = [...prefix, postgres, "-D", join(dir, "cluster/data"), "-c", "unix_socket_directories="];
  const settings = ["-c", `port=${await readFile(join(dir, "cluster/port"), "utf8")}`];
  const child = spawn(argv[0] ?? "", [...argv.slice(1), ...settings], { stdio: "ignore", detached: true });
  await eventually(async () => {
    const text = await readFile(join(dir, "cluster/data/postmaster.pid"), "utf8");
    assert.match(text, new RegExp(`^${child.pid}\n[^]*ready`));
  });
  assert.ok(child.pid !== undefined);
  return child.pid;
}

/** The first result of `attempt` that is no failure, within ten seconds. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 10_000; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
