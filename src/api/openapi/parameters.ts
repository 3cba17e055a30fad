import { z } from "zod";
import type { JsonSchema, JsonSchemas } from "./json-schemas.ts";
import type { ListedOperation } from "./operations.ts";

const UUID = { type: "string", format: "uuid" };
const TEXT = { type: "string", minLength: 1 };
const NUMBER = { type: "integer", minimum: 1 };

/** What the parts of paths are; the same word can be a name below an organization or a template. */
function pathParameter(
  name: string,
  path: string,
): { readonly schema: JsonSchema; readonly description: string } {
  switch (name) {
    case "user":
      return { schema: TEXT, description: "Username, UUID or `me`" };
    case "organization":
      return { schema: TEXT, description: "Name, UUID or `default`" };
    case "number":
    case "pid":
      return { schema: NUMBER, description: name === "pid" ? "Number of a process" : "Number of a build" };
    case "workspace":
    case "build":
    case "agent":
    case "file":
    case "job":
      return { schema: UUID, description: `UUID of the ${name}` };
    case "template":
      return ofKind(name, path.startsWith("/api/v2/templates/"));
    case "version":
      return ofKind(name, path.startsWith("/api/v2/templateversions/"));
    default:
      return { schema: TEXT, description: name === "name" ? "Name" : `Id of the ${name}` };
  }
}

const ofKind = (name: string, isUuid: boolean) =>
  isUuid
    ? { schema: UUID, description: `UUID of the ${name}` }
    : { schema: TEXT, description: `Name of the ${name}` };

const Fields = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z.array(z.string()).default([]),
});

/** What an operation takes beside its body: in its path, its query and its headers. */
export function parametersOf(operation: ListedOperation, read: JsonSchemas): readonly JsonSchema[] {
  const { path, query, headers } = operation;
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    ...pathParameter(name, path),
  }));
  return [...inPath, ...fieldsOf("query", query, read), ...fieldsOf("header", headers, read)];
}

function fieldsOf(place: "query" | "header", fields: z.ZodObject | undefined, read: JsonSchemas) {
  if (fields === undefined) return [];
  const { properties, required } = Fields.parse(read.of(fields));
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema,
  }));
}
