import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { z } from "zod";
import { closeInReverse, type Scope } from "../../support/deployment.ts";

const Request = z.object({
  stream: z.boolean().default(false),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })).default([]),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

/** Stands for a model (OpenAI's chat completions): it calls list_templates once, and tells whether that showed "local". */
export async function startModelStub(scope: Scope): Promise<string> {
  const closing = closeInReverse(scope);
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method !== "POST") {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ object: "list", data: [{ id: "stub", object: "model" }] }));
        return;
      }
      const asked = Request.parse(await json(request));
      answer(response, asked.stream, deltaFor(asked));
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

function deltaFor({ messages, tools }: z.infer<typeof Request>): object {
  const results = messages
    .filter(({ role }) => role === "tool")
    .map(({ content }) => JSON.stringify(content));
  if (results.length > 0) {
    const seen = results.some((result) => result.includes("local  "));
    return {
      role: "assistant",
      content: seen ? "stub saw the template local" : `stub saw ${results.join()}`,
    };
  }
  const tool = tools.find(({ function: { name } }) => name.endsWith("list_templates"));
  if (tool === undefined) return { role: "assistant", content: "stub has no list_templates" };
  const call = { name: tool.function.name, arguments: "{}" };
  return {
    role: "assistant",
    content: null,
    tool_calls: [{ index: 0, id: "call_1", type: "function", function: call }],
  };
}

function answer(response: ServerResponse, stream: boolean, delta: object): void {
  const finish = "tool_calls" in delta ? "tool_calls" : "stop";
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  const head = { id: "stub", created: 1, model: "stub" };
  if (!stream) {
    response.setHeader("content-type", "application/json");
    const choices = [{ index: 0, message: delta, finish_reason: finish }];
    response.end(JSON.stringify({ ...head, object: "chat.completion", choices, usage }));
    return;
  }
  response.setHeader("content-type", "text/event-stream");
  for (const part of [
    { choices: [{ index: 0, delta, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: finish }] },
    { choices: [], usage },
  ]) {
    response.write(`data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", ...part })}\n\n`);
  }
  response.end("data: [DONE]\n\n");
}
