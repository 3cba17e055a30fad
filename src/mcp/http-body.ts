import { isJsonContentType, readRequestBody } from "@modelcontextprotocol/server";
import { RPC, rpcError } from "./rpc-error.ts";

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Reads a POST's JSON, once; the answer that refuses it when it is over 4 MiB, or not JSON. */
export async function readHttpBody(request: Request): Promise<{ readonly value: unknown } | Response> {
  if (!isJsonContentType(request.headers.get("content-type")))
    return rpcError(415, "Unsupported Media Type: Content-Type must be application/json");
  const text = await readText(request);
  if (text instanceof Response) return text;
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return parseError("the body is not valid JSON");
  }
}

async function readText(request: Request): Promise<string | Response> {
  try {
    const read = await readRequestBody(request, MAX_BODY_BYTES);
    if (!read.tooLarge) return read.text;
    return rpcError(413, `Payload Too Large: the body must not exceed ${MAX_BODY_BYTES} bytes`);
  } catch {
    return parseError("the body could not be read");
  }
}

const parseError = (why: string): Response => rpcError(400, `Parse error: ${why}`, { code: RPC.parse });
