import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { McpServer, createMcpHandler } from "@modelcontextprotocol/server";
import { z } from "zod";

/** The bare SDK with one tool, without tokens, rights and limits; prints its port. */
const input = z.object({ text: z.string() });
const handler = createMcpHandler(() => {
  const mcp = new McpServer({ name: "echo", version: "1" }, {});
  mcp.registerTool("echo", { description: "Echo.", inputSchema: input }, ({ text }) => ({
    content: [{ type: "text", text }],
  }));
  return mcp;
});
const listener = getRequestListener(async (request) => await handler.fetch(request));
const server = createServer((request, response) => void listener(request, response)).listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
console.log(typeof address === "object" ? address?.port : "");
