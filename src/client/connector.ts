import { agentApiConn, lacksAgentApi } from "./agent-api-conn.ts";
import type { CoderClient } from "./client.ts";
import { terminalConn, type TerminalConn } from "./terminal/terminal-conn.ts";
import type { WorkspaceConn } from "./workspace-conn.ts";

/** Connections to the agents of one deployment. */
export interface Connector {
  readonly connect: (agentId: string) => WorkspaceConn;
  /** Closes the terminals that are open. */
  readonly close: () => void;
}

/**
 * Reaches agents through the agent API, or, where the deployment has answered that it has none, through their
 * terminals; which of the two is found by asking, and remembered.
 */
export function createConnector(client: Pick<CoderClient, "http">): Connector {
  const { socket } = client.http;
  const terminals = new Map<string, TerminalConn>();
  let usesTerminals = false;
  const terminalOf = (dial: NonNullable<typeof socket>, agentId: string): TerminalConn => {
    const known = terminals.get(agentId) ?? terminalConn({ socket: dial, agentId });
    terminals.set(agentId, known);
    return known;
  };
  return {
    connect: (agentId) => {
      const api = agentApiConn(client, agentId);
      if (socket === undefined) return api;
      const terminal = (): TerminalConn => terminalOf(socket, agentId);
      return eitherConn(async (use) => {
        if (usesTerminals) return await use(terminal());
        try {
          return await use(api);
        } catch (error) {
          if (!lacksAgentApi(error)) throw error;
          usesTerminals = true;
          return await use(terminal());
        }
      });
    },
    close: () => {
      for (const terminal of terminals.values()) terminal.close();
      terminals.clear();
    },
  };
}

type Via = <T>(use: (conn: WorkspaceConn) => Promise<T>) => Promise<T>;

function eitherConn(via: Via): WorkspaceConn {
  return {
    start: (request, signal) => via((conn) => conn.start(request, signal)),
    output: (id, query, signal) => via((conn) => conn.output(id, query, signal)),
    executions: (signal) => via((conn) => conn.executions(signal)),
    input: (id, input, signal) => via((conn) => conn.input(id, input, signal)),
    resize: (id, size, signal) => via((conn) => conn.resize(id, size, signal)),
    signal: (id, request, signal) => via((conn) => conn.signal(id, request, signal)),
    signalProcess: (pid, request, signal) => via((conn) => conn.signalProcess(pid, request, signal)),
    processes: (signal) => via((conn) => conn.processes(signal)),
    metrics: (signal) => via((conn) => conn.metrics(signal)),
    stat: (path, signal) => via((conn) => conn.stat(path, signal)),
    list: (query, signal) => via((conn) => conn.list(query, signal)),
    find: (query, signal) => via((conn) => conn.find(query, signal)),
    readText: (query, signal) => via((conn) => conn.readText(query, signal)),
    readBytes: (query, signal) => via((conn) => conn.readBytes(query, signal)),
    write: (query, content, signal) => via((conn) => conn.write(query, content, signal)),
    transfer: (request, signal) => via((conn) => conn.transfer(request, signal)),
    edit: (request, signal) => via((conn) => conn.edit(request, signal)),
    watch: async function* (path, signal) {
      // Its first answer tells which way it goes.
      const { iterator, first } = await via(async (conn) => {
        const changes = conn.watch(path, signal)[Symbol.asyncIterator]();
        return { iterator: changes, first: await changes.next() };
      });
      try {
        for (let change = first; change.done !== true; change = await iterator.next()) yield change.value;
      } finally {
        await iterator.return?.();
      }
    },
    checkpoints: {
      create: (request, signal) => via((conn) => conn.checkpoints.create(request, signal)),
      list: (signal) => via((conn) => conn.checkpoints.list(signal)),
      diff: (id, path, signal) => via((conn) => conn.checkpoints.diff(id, path, signal)),
      restore: (id, request, signal) => via((conn) => conn.checkpoints.restore(id, request, signal)),
    },
  };
}
