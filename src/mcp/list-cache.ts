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

/** What a `tools/list` asks. */
export interface ListQuestion {
  readonly id: string | number;
  /** As JSON. */
  readonly params: string;
}

/**
 * Remembers the answers to `tools/list`, but for the id. `variant` tells all else that an answer depends on: the caller's
 * tools, the revision, the request's headers.
 */
export interface ListCache {
  /** Answers `body` as an equal question was answered before; `ask` answers others. */
  readonly answer: (body: unknown, variant: string, ask: () => Promise<Response>) => Promise<Response>;
  /** The answer to an equal question, as UTF-8; undefined when there was none. */
  readonly recall: (asked: ListQuestion, variant: string) => Buffer<ArrayBuffer> | undefined;
  readonly clear: () => void;
}

/**
 * Only a plain success is remembered, under everything that it was asked with, so what the slow way validates stays
 * validated.
 */
export function createListCache(): ListCache {
  const answers = new Map<string, Buffer>();
  const remember = (key: string, head: string): void => {
    if (key.length > MAX_QUESTION_LENGTH) return;
    const [oldest] = answers.keys();
    if (answers.size >= MAX_ENTRIES && oldest !== undefined) answers.delete(oldest);
    answers.set(key, Buffer.from(head));
  };
  const recall: ListCache["recall"] = (asked, variant) => {
    const head = answers.get(keyOf(asked, variant));
    return head === undefined ? undefined : Buffer.concat([head, Buffer.from(endOf(asked))]);
  };
  return {
    recall,
    answer: async (body, variant, ask) => {
      const asked = question.safeParse(body);
      if (!asked.success) return await ask();
      const own = { id: asked.data.id, params: JSON.stringify(asked.data.params ?? {}) };
      const known = recall(own, variant);
      if (known !== undefined) return json(known);
      const response = await ask();
      if (!isPlain(response)) return response;
      const text = await response.text();
      const end = endOf(own);
      if (text.includes('"result":') && text.endsWith(end))
        remember(keyOf(own, variant), text.slice(0, -end.length));
      return json(text);
    },
    clear: () => answers.clear(),
  };
}

const keyOf = ({ params }: ListQuestion, variant: string): string => `${variant}\n${params}`;

const endOf = ({ id }: ListQuestion): string => `,"id":${JSON.stringify(id)}}`;

const isPlain = (response: Response): boolean => response.status === 200 && isJson(response);

const json = (body: string | Buffer<ArrayBuffer>): Response =>
  new Response(body, { headers: { "Content-Type": "application/json" } });
