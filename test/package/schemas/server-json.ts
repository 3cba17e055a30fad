/**
 * What the MCP registry's schema of 2025-12-11 rules, in draft 7 and without its descriptions. Its source is
 * `schemas/2025-12-11/server.schema.json` in github.com/modelcontextprotocol/static at 12022abc5a8c.
 */
const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const uri = { type: "string", format: "uri" } as const;
const list = (of: string) => ({ type: "array", items: { $ref: `#/definitions/${of}` } }) as const;
const map = (of: string) =>
  ({ type: "object", additionalProperties: { $ref: `#/definitions/${of}` } }) as const;
const object = (properties: object, required: readonly string[] = []) =>
  ({ type: "object", properties, ...(required.length > 0 && { required }) }) as const;
const also = (of: string, more: object) => ({ allOf: [{ $ref: `#/definitions/${of}` }, more] }) as const;

const http = (type: string) =>
  object(
    { type: { enum: [type] }, url: { type: "string", format: "uri-template" }, headers: list("Setting") },
    ["type", "url"],
  );

export const SERVER_JSON_SCHEMA = {
  $id: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  $schema: "http://json-schema.org/draft-07/schema#",
  $ref: "#/definitions/Server",
  definitions: {
    Server: object(
      {
        $schema: uri,
        name: {
          type: "string",
          minLength: 3,
          maxLength: 200,
          pattern: "^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$",
        },
        title: { type: "string", minLength: 1, maxLength: 100 },
        description: { type: "string", minLength: 1, maxLength: 100 },
        version: { type: "string", maxLength: 255 },
        websiteUrl: uri,
        repository: object({ url: uri, source: text, id: text, subfolder: text }, ["url", "source"]),
        icons: list("Icon"),
        packages: list("Package"),
        remotes: list("Remote"),
        _meta: object({ "io.modelcontextprotocol.registry/publisher-provided": { type: "object" } }),
      },
      ["name", "description", "version"],
    ),
    Icon: object(
      {
        src: { type: "string", format: "uri", maxLength: 255 },
        mimeType: { enum: ["image/png", "image/jpeg", "image/jpg", "image/svg+xml", "image/webp"] },
        sizes: { type: "array", items: { type: "string", pattern: String.raw`^(\d+x\d+|any)$` } },
        theme: { enum: ["light", "dark"] },
      },
      ["src"],
    ),
    Package: object(
      {
        registryType: text,
        registryBaseUrl: uri,
        identifier: text,
        version: { type: "string", minLength: 1, not: { const: "latest" } },
        fileSha256: { type: "string", pattern: "^[a-f0-9]{64}$" },
        runtimeHint: text,
        runtimeArguments: list("Argument"),
        packageArguments: list("Argument"),
        environmentVariables: list("Setting"),
        transport: {
          anyOf: [
            object({ type: { enum: ["stdio"] } }, ["type"]),
            { $ref: "#/definitions/StreamableHttp" },
            { $ref: "#/definitions/Sse" },
          ],
        },
      },
      ["registryType", "identifier", "transport"],
    ),
    Remote: {
      allOf: [
        { anyOf: [{ $ref: "#/definitions/StreamableHttp" }, { $ref: "#/definitions/Sse" }] },
        object({ variables: map("Input") }),
      ],
    },
    StreamableHttp: http("streamable-http"),
    Sse: http("sse"),
    Input: object({
      description: text,
      format: { enum: ["string", "number", "boolean", "filepath"] },
      isRequired: flag,
      isSecret: flag,
      value: text,
      default: text,
      placeholder: text,
      choices: { type: "array", items: text },
    }),
    InputWithVariables: also("Input", object({ variables: map("Input") })),
    Setting: also("InputWithVariables", object({ name: text }, ["name"])),
    Argument: {
      anyOf: [{ $ref: "#/definitions/PositionalArgument" }, { $ref: "#/definitions/NamedArgument" }],
    },
    PositionalArgument: also("InputWithVariables", {
      ...object({ type: { enum: ["positional"] }, valueHint: text, isRepeated: flag }, ["type"]),
      anyOf: [{ required: ["valueHint"] }, { required: ["value"] }],
    }),
    NamedArgument: also(
      "InputWithVariables",
      object({ type: { enum: ["named"] }, name: text, isRepeated: flag }, ["type", "name"]),
    ),
  },
} as const;
