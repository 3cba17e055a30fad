import type { z } from "zod";
import { AppError } from "../../wire/errors.ts";
import type { Call } from "./route.ts";

const MAX_JSON_BYTES = 8 * 1024 * 1024;

/** The query string as `schema` wants it; throws AppError "invalid" that names each bad field. */
export function readQuery<T extends z.ZodType>({ query }: Call, schema: T): z.output<T> {
  return parse(schema, Object.fromEntries(query));
}

/** The JSON body as `schema` wants it; an empty body counts as `{}`. */
export async function readJson<T extends z.ZodType>(call: Call, schema: T): Promise<z.output<T>> {
  const text = (await readBody(call)).toString("utf8");
  return parse(schema, text === "" ? {} : parseJson(text));
}

async function readBody({ body }: Call): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not destroy the stream, on which the refusal is still to be sent.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_JSON_BYTES) throw new AppError("too_large", `the body is over ${MAX_JSON_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid", "the body is not JSON", { cause });
  }
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const validations = result.error.issues.map((issue) => ({
    field: issue.code === "unrecognized_keys" ? issue.keys.join(", ") : issue.path.join("."),
    detail: issue.code === "unrecognized_keys" ? "is not a known field" : issue.message,
  }));
  const message = validations.map(({ field, detail }) => `${field}: ${detail}`).join("; ");
  throw new AppError("invalid", message, { validations });
}
