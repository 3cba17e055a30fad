import { z } from "zod";
import { isJson } from "../lib/is-json.ts";

/** So many different questions are remembered; the oldest are forgotten. */
const MAX_ENTRIES = 256;
const MAX_QUESTION_LENGTH = 2048;

const question = z.strictObject({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.string(), z.number()]),
  method: z.literal("tools/list"),
  params: z.record(z.string(), z.unknown()).optional(),
});

export interface ListCache {
  /**
   * Answers `body` as an equal question was answered before, but for the id; `ask` answers others. `variant` tells all
   * else that the answer depends on: the caller's tools, the revision, the request's headers.
   */
  readonly answer: (body: unknown, variant: string, ask: () => Promise<Response>) => Promise<Response>;
  readonly clear: () => void;
}

/**
 * Remembers the answers to `tools/list` as text. Only a plain success is remembered, under everything that it was asked
 * with, so what the slow way validates stays validated.
 */
export function createListCache(): ListCache {
  const answers = new Map<string, string>();
  const remember = (key: string, text: string): void => {
    const [oldest] = answers.keys();
    if (answers.size >= MAX_ENTRIES && oldest !== undefined) answers.delete(oldest);
    answers.set(key, text);
  };
  return {
    answer: async (body, variant, ask) => {
      const asked = question.safeParse(body);
      if (!asked.success) return await ask();
      const { id, params } = asked.data;
      const key = `${variant}\n${JSON.stringify(params)}`;
      const known = answers.get(key);
      const end = `,"id":${JSON.stringify(id)}}`;
      if (known !== undefined) return json(known + end);
      const response = await ask();
      if (!isPlain(response) || key.length > MAX_QUESTION_LENGTH) return response;
      const text = await response.text();
      if (text.includes('"result":') && text.endsWith(end)) remember(key, text.slice(0, -end.length));
      return json(text);
    },
    clear: () => answers.clear(),
  };
}

const isPlain = (response: Response): boolean => response.status === 200 && isJson(response);

const json = (text: string): Response =>
  new Response(text, { headers: { "Content-Type": "application/json" } });
