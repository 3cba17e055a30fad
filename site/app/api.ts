import { z } from "zod";

/** What the API says when it refuses (coder-api 0.2). */
const Refusal = z.object({
  message: z.string(),
  detail: z.string().optional(),
  validations: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
});

/** A call that the deployment refused or that did not reach it; `message` is for people. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly detail: string | undefined;

  constructor(status: number, message: string, detail?: string) {
    super(message);
    this.status = status;
    this.detail = detail;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Change {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly file?: Blob;
  readonly query?: Query;
}

/** The API of the deployment that served the page, with the browser's session. */
export interface Api {
  readonly get: <T>(path: string, schema: z.ZodType<T>, query?: Query, signal?: AbortSignal) => Promise<T>;
  /** A change whose answer does not matter. */
  readonly send: (change: Change) => Promise<void>;
  readonly ask: <T>(change: Change, schema: z.ZodType<T>) => Promise<T>;
}

/** Where a path of the API is, its query included. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return `/api/v2${path}${search.size === 0 ? "" : `?${search.toString()}`}`;
}

/** `csrf` proves to the API that an own page changes something (coder-api 1.3). */
export function createApi(csrf: string): Api {
  const change = async ({ method, path, json, file, query }: Change): Promise<Response> => {
    const headers = new Headers({ "X-CSRF-TOKEN": csrf });
    if (json !== undefined) headers.set("Content-Type", "application/json");
    const body = json === undefined ? file : JSON.stringify(json);
    return await answerOf(
      fetch(apiUrl(path, query), { method, headers, ...(body === undefined ? {} : { body }) }),
    );
  };
  return {
    get: async (path, schema, query, signal) => {
      const options = signal === undefined ? {} : { signal };
      return schema.parse(await (await answerOf(fetch(apiUrl(path, query), options))).json());
    },
    send: async (wanted) => void (await change(wanted)),
    ask: async (wanted, schema) => schema.parse(await (await change(wanted)).json()),
  };
}

async function answerOf(sent: Promise<Response>): Promise<Response> {
  const response = await sent.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiFailure(
      0,
      "The deployment does not answer.",
      "Look at your connection; this page tries again.",
    );
  });
  if (response.ok) return response;
  throw await refusalOf(response);
}

async function refusalOf(response: Response): Promise<ApiFailure> {
  const { success, data } = Refusal.safeParse(await response.json().catch(() => undefined));
  if (!success)
    return new ApiFailure(response.status, `The deployment answered with status ${response.status}.`);
  const fields = (data.validations ?? []).map(({ field, detail }) => `${field}: ${detail}`);
  const more = [data.detail, ...fields].filter((text) => text !== undefined && text !== "");
  return new ApiFailure(response.status, data.message, more.length === 0 ? undefined : more.join("; "));
}
