import type { z } from "zod";
import { Response } from "../../wire/response.ts";
import { toJsonSchemas, type JsonSchema, type JsonSchemas } from "./json-schemas.ts";
import { NAMED_ANSWERS, NAMED_BODIES } from "./named-schemas.ts";
import { isContent, type Content } from "./operation.ts";
import { listOperations, type ListedOperation, type OperationGroup } from "./operations.ts";
import { parametersOf } from "./parameters.ts";

/** Refusals that every route may answer with. */
const COMMON = [400, 401, 403, 404, 429];

interface Schemas {
  readonly read: JsonSchemas;
  readonly written: JsonSchemas;
}

/** The OpenAPI 3.1 document of `groups` (https://spec.openapis.org/oas/v3.1.1). */
export function openApiDocument(groups: readonly OperationGroup[], version: string): JsonSchema {
  const operations = listOperations(groups);
  const schemas = schemasOf(operations);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[operation.method.toLowerCase()] = describe(operation, schemas);
  }
  return {
    openapi: "3.1.1",
    info: { title: "coder-mcp", version, description: "Coder's v2 API as coder-mcp serves it." },
    servers: [{ url: "/" }],
    tags: groups.map(({ tag }) => ({ name: tag })),
    security: [{ token: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: { ...schemas.written.named, ...schemas.read.named },
      responses: { Refused: { description: "Refused", content: contentOf(Response, schemas.written) } },
      securitySchemes: {
        token: { type: "apiKey", in: "header", name: "Coder-Session-Token" },
        bearer: { type: "http", scheme: "bearer" },
      },
    },
  };
}

function schemasOf(operations: readonly ListedOperation[]): Schemas {
  const read = operations.flatMap(({ query, headers, body }) => [query, headers, schemaOf(body)]);
  const written = operations.flatMap(({ answers, frames }) => [
    frames,
    ...Object.values(answers).map((answer) => schemaOf(answer)),
  ]);
  return {
    read: toJsonSchemas(NAMED_BODIES, present(read), "input"),
    written: toJsonSchemas(NAMED_ANSWERS, present(written), "output"),
  };
}

const present = <T>(items: readonly (T | undefined)[]): readonly T[] => items.flatMap((item) => item ?? []);

const schemaOf = (body: z.ZodType | Content | null | undefined): z.ZodType | undefined =>
  body === null || body === undefined ? undefined : isContent(body) ? body.schema : body;

function describe(operation: ListedOperation, { read, written }: Schemas): JsonSchema {
  const { method, path, tag, summary, support, body, isPublic } = operation;
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^a-zA-Z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase())}`,
    tags: [tag],
    summary,
    description: `Support of Coder's endpoint: ${support}.`,
    ...(isPublic === true && { security: [] }),
    parameters: parametersOf(operation, read),
    ...(body !== undefined && { requestBody: { required: true, content: contentOf(body, read) } }),
    responses: responsesOf(operation, written),
  };
}

function responsesOf({ answers, frames, refusals, body }: ListedOperation, written: JsonSchemas): JsonSchema {
  const refused = [...COMMON, ...(refusals ?? []), ...(body === undefined ? [] : [413])];
  return {
    ...(frames && {
      101: {
        description: "A WebSocket with a text frame for each item",
        content: contentOf(frames, written),
      },
    }),
    ...Object.fromEntries(refused.map((status) => [status, { $ref: "#/components/responses/Refused" }])),
    // A route may refuse in a form of its own.
    ...Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        {
          description: answer === null ? "Done" : "The answer",
          ...(answer && { content: contentOf(answer, written) }),
        },
      ]),
    ),
  };
}

function contentOf(body: z.ZodType | Content, schemas: JsonSchemas): JsonSchema {
  const schema = schemaOf(body);
  const mediaType = isContent(body) ? body.mediaType : "application/json";
  return { [mediaType]: schema === undefined ? {} : { schema: schemas.of(schema) } };
}
