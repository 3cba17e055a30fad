import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect as connectTunnel } from "node:http2";
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { createDeployment } from "../support.test.ts";
import { DialError } from "./dial-error.ts";
import { dial } from "./dial.ts";
import { endpointOf } from "./endpoint.ts";
import { backoff, keepDialing } from "./keep-dialing.ts";
import { serveTunnel } from "./serve-tunnel.ts";
import { upgrade } from "./upgrade.ts";

const ENTRY = fileURLToPath(new URL("../entry.ts", import.meta.url));
const never = new AbortController().signal;

/** A server that treats each connection as `answer` says. */
async function listen(answer: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    answer(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert(address !== null && typeof address === "object");
  return {
    port: address.port,
    request: { endpoint: endpointOf(`http://127.0.0.1:${address.port}`), token: "t", asked: () => undefined },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

describe("dialing", () => {
  it("gives up on a deployment that goes on refusing the token", async () => {
    await using deployment = await createDeployment("refuse");
    const said: string[] = [];
    const dialing = {
      endpoint: endpointOf(deployment.url),
      token: deployment.token,
      asked: () => undefined,
      log: (_level: string, message: string) => void said.push(message),
      refused: { retryMs: 10, limitMs: 60 },
    };
    await keepDialing(dialing, async () => undefined, never);
    assert(deployment.dials() > 1);
    assert.equal(said.at(-1), "the deployment does not know this agent any more: giving up");
  });

  it("keeps what arrives together with the answer", async () => {
    const head = "HTTP/1.1 101 Switching Protocols\r\nupgrade: coder-agent\r\n\r\n";
    await using server = await listen((socket) => {
      for (const piece of [head.slice(0, 20), `${head.slice(20)}first`]) socket.write(piece);
      socket.end(" last");
    });
    assert.equal(await text(await upgrade(server.request, never)), "first last");
  });

  const ANSWERS = [
    ["HTTP/1.1 401 Unauthorized\r\n\r\n", 401],
    ["HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n", undefined],
    ["SSH-2.0-OpenSSH_9.9\r\n\r\n", undefined],
    ["HTTP/1.1 101", undefined],
    ["x".repeat(100_000), undefined],
  ] as const;
  for (const [answer, status] of ANSWERS) {
    it(`says why an answer is none: ${JSON.stringify(answer.slice(0, 40))}`, async () => {
      await using server = await listen((socket) => socket.end(answer));
      await assert.rejects(
        upgrade(server.request, never),
        (error) => error instanceof DialError && error.status === status,
      );
    });
  }

  it("tells at once that nobody listens, and stops when it is told to", async () => {
    const { port } = await (async () => {
      await using server = await listen(() => undefined);
      return { port: server.port };
    })();
    const request = { endpoint: endpointOf(`http://127.0.0.1:${port}`), token: "t", asked: () => undefined };
    await assert.rejects(dial(request, never), /ECONNREFUSED/);
    await using silent = await listen(() => undefined);
    const stop = new AbortController();
    await assert.rejects(
      dial({ ...silent.request, asked: () => stop.abort() }, stop.signal),
      /the dial was given up/,
    );
  });

  it("waits longer from try to try, up to a limit", () => {
    assert.deepEqual(
      [1, 2, 5, 50].map((attempt) => backoff(attempt, () => 1)),
      [50, 100, 800, 10_000],
    );
    assert.equal(
      backoff(50, () => 0),
      5000,
    );
  });

  for (const url of ["", "nonsense", "ftp://host", "http://"]) {
    it(`ends with code 1 and a clear message for CODER_AGENT_URL=${JSON.stringify(url)}`, async () => {
      const child = spawn(process.execPath, [ENTRY], {
        env: { PATH: process.env["PATH"], CODER_AGENT_URL: url, CODER_AGENT_TOKEN: "t" },
        stdio: ["ignore", "ignore", "pipe"],
      });
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
      assert.equal(code, 1);
      assert.match(said, /CODER_AGENT_URL/);
      assert.equal(said.trim().split("\n").length, 1);
    });
  }
});

it("ends a tunnel whose other end has fallen silent", async () => {
  await using server = await listen((socket) => socket.resume());
  const carrier = connect(server.port, "127.0.0.1");
  await once(carrier, "connect");
  await serveTunnel(carrier, () => undefined, never, { everyMs: 20, limitMs: 50 });
  assert(carrier.destroyed);
});

it("keeps a tunnel whose other end answers", async () => {
  const { promise, resolve } = Promise.withResolvers<Socket>();
  await using server = await listen(resolve);
  const stop = new AbortController();
  const carrier = connect(server.port, "127.0.0.1");
  await once(carrier, "connect");
  const served = serveTunnel(carrier, () => undefined, stop.signal, { everyMs: 5, limitMs: 2000 });
  const socket = await promise;
  const session = connectTunnel("http://agent", { createConnection: () => socket });
  session.on("error", () => undefined);
  for (let seen = 0; seen < 3; seen += 1) await once(session, "ping");
  assert(!carrier.destroyed);
  stop.abort();
  await served;
});
