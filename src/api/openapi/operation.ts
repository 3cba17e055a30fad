import type { z } from "zod";

/** A body that is not JSON. */
export interface Content {
  readonly mediaType: string;
  /** What its text holds; absent for raw bytes. */
  readonly schema?: z.ZodType;
}

/** What one route takes and answers: the source of its part of the OpenAPI document. */
export interface Operation {
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** JSON unless it says otherwise. */
  readonly body?: z.ZodType | Content;
  /** Status -> what comes with it; null for nothing. */
  readonly answers: Readonly<Record<number, z.ZodType | Content | null>>;
  /** Text frames of the WebSocket that the route also, or only, is. */
  readonly frames?: z.ZodType;
  /** Statuses of refusals beside those of every route (400, 401, 403, 404, 429). */
  readonly refusals?: readonly number[];
  /** True where no token is needed. */
  readonly isPublic?: true;
  /** What of Coder's endpoint there is: `full`, `partial: …`, or `ours` for one that Coder does not have. */
  readonly support: "full" | "ours" | `partial: ${string}` | `ours: ${string}` | `full, ${string}`;
}

/** `GET /users/:user`, as the router has it below `/api/v2`, -> the operation. */
export type Operations = Readonly<Record<`${Method} /${string}`, Operation>>;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export const isContent = (body: z.ZodType | Content): body is Content => "mediaType" in body;

/** What the agent itself may refuse, and what is said while it cannot be reached. */
export const RELAY_REFUSALS: readonly number[] = [409, 410, 412, 413, 415, 428, 429, 499, 503, 504, 507];
