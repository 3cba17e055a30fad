import { z } from "zod";

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface JsonSchemas {
  /** The schema itself, or a reference to where the document has it. */
  readonly of: (schema: z.ZodType) => JsonSchema;
  /** Those with a name, for `components`. */
  readonly named: Readonly<Record<string, JsonSchema>>;
}

/** Where a document keeps schemas with names. */
const reference = (name: string): string => `#/components/schemas/${name}`;

/**
 * JSON Schemas of `named` and `others`, as they are read (`input`) or written (`output`). What zod cannot express, such
 * as the rule that one of two fields is there, is left out: the API is stricter than the document, never laxer.
 */
export function toJsonSchemas(
  named: Readonly<Record<string, z.ZodType>>,
  others: readonly z.ZodType[],
  io: "input" | "output",
): JsonSchemas {
  const registry = z.registry<{ id: string }>();
  const ids = new Map<z.ZodType, string>();
  for (const [id, schema] of Object.entries(named)) {
    ids.set(schema, id);
    registry.add(schema, { id });
  }
  for (const [index, schema] of others.entries()) {
    if (ids.has(schema)) continue;
    ids.set(schema, `.${index}`);
    // A copy, so that what holds the schema holds it and does not refer to it.
    registry.add(schema.clone(), { id: `.${index}` });
  }
  const { schemas } = z.toJSONSchema(registry, { io, uri: reference, unrepresentable: "any" });
  const plain = (id: string): JsonSchema => withoutNames(schemas[id] ?? {}, io);
  return {
    of: (schema) => {
      const id = ids.get(schema) ?? "";
      return id.startsWith(".") ? plain(id) : { $ref: reference(id) };
    },
    named: Object.fromEntries(Object.keys(named).map((id) => [id, plain(id)])),
  };
}

/** Written fields have no defaults, and a later release may write more of them: clients must count on neither. */
function withoutNames(schema: object, io: "input" | "output"): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    const isName = key === "$id" || key === "$schema";
    const isOfReading = key === "default" || (key === "additionalProperties" && value === false);
    return isName || (io === "output" && isOfReading) ? undefined : value;
  });
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
