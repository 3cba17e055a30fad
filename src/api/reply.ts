import type { ContentfulStatusCode } from "hono/utils/http-status";
import { goJson } from "../wire/go-json.ts";
import type { Response as Envelope } from "../wire/response.ts";
import type { ApiContext } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";

const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };

/** Answers with JSON as Coder writes it: safe inside HTML, and with a newline at its end (coder-api 0.1). */
export function reply(c: ApiContext, value: unknown, status: ContentfulStatusCode = 200): Response {
  noteForAudit(c, { answer: value });
  return c.body(`${goJson(value)}\n`, status, JSON_HEADERS);
}

/** Answers with a message only. */
export function replyMessage(c: ApiContext, message: string, status: ContentfulStatusCode = 200): Response {
  return reply(c, { message } satisfies Envelope, status);
}
