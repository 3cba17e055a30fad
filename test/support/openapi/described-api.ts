import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

interface Media {
  readonly schema?: object;
}

interface Described {
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: { readonly enum?: readonly string[] };
  }[];
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

/** One operation of an OpenAPI document, with what its answers and bodies are held to. */
export interface DescribedOperation extends Described {
  /** `GET /api/v2/users/{user}`. */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  /** Says what of an answer the document does not have; undefined when it has all of it. */
  readonly faultOf: (answer: ReceivedAnswer) => string | undefined;
  /** Tells whether the document refuses a JSON body. */
  readonly refuses: (body: unknown) => boolean;
  readonly isFrame: (frame: unknown) => string | undefined;
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly type: string;
  /** Undefined for a stream that was left. */
  readonly text: string | undefined;
}

/** The operations of a document as a deployment serves it. */
export function describedOperations(document: Document): readonly DescribedOperation[] {
  const open = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, "doc");
  const closed = new Ajv2020({ strict: false, validateFormats: false }).addSchema(close(document), "doc");
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const pointer = `doc#/paths/${escape(path)}/${method}`;
      return {
        ...described,
        route: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        isPublic: described.security?.length === 0,
        faultOf: (answer) => faultOf(closed, pointer, described, answer),
        refuses: (body) => {
          const schema = described.requestBody?.content["application/json"]?.schema;
          if (schema === undefined) return false;
          const check = checkOf(open, `${pointer}/requestBody/content/${escape("application/json")}/schema`);
          // As it arrives: without what JSON cannot hold.
          return !check(JSON.parse(JSON.stringify(body)));
        },
        isFrame: (frame) => {
          const check = checkOf(
            closed,
            `${pointer}/responses/101/content/${escape("application/json")}/schema`,
          );
          return check(frame) ? undefined : JSON.stringify(check.errors);
        },
      };
    }),
  );
}

function faultOf(
  ajv: Ajv2020,
  pointer: string,
  described: Described,
  answer: ReceivedAnswer,
): string | undefined {
  const response = described.responses[answer.status];
  if (response === undefined) return `status ${answer.status} is not declared`;
  const [place, content] =
    response.$ref === undefined
      ? [`${pointer}/responses/${answer.status}`, response.content]
      : [`doc${response.$ref}`, { "application/json": {} }];
  if (content === undefined) return answer.text === "" ? undefined : "there should be no body";
  const mediaType = answer.type.split(";")[0] ?? "";
  const declared = Object.keys(content).find((name) => name === mediaType || name === "*/*");
  if (declared === undefined) return `media type "${answer.type}" is not declared`;
  if (declared !== "application/json" || answer.text === undefined) return undefined;
  if (!answer.text.endsWith("\n")) return "the body has no newline at its end";
  const check = checkOf(ajv, `${place}/content/${escape("application/json")}/schema`);
  return check(JSON.parse(answer.text)) ? undefined : JSON.stringify(check.errors);
}

function checkOf(ajv: Ajv2020, reference: string): ValidateFunction {
  const check = ajv.getSchema(reference);
  if (check === undefined) throw new Error(`the document has no ${reference}`);
  return check;
}

/** A key as a part of a JSON pointer in a URI (RFC 6901). */
const escape = (key: string): string => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));

/** The same document, whose objects have no other fields than the ones it tells of. */
function close(document: Document): Document {
  return JSON.parse(
    JSON.stringify(document, (_, value: unknown) =>
      isObject(value) &&
      isObject(value["properties"]) &&
      value["type"] === "object" &&
      !("additionalProperties" in value)
        ? { ...value, additionalProperties: false }
        : value,
    ),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
