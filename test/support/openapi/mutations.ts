import * as fc from "fast-check";
import type { ApiInput } from "./api-input.ts";
import type { DescribedOperation } from "./described-api.ts";

/** What breaks programs: wrong types, edges of numbers, texts that are huge, odd or not of Unicode's easy half. */
const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\uD800",
  "💥",
  "x".repeat(200_000),
  "not-a-uuid",
  "00000000-0000-0000-0000-000000000000",
  "b2f7cdd1-91a5-4f7c-9d8a-0c6f8a0a1234",
  "../../etc/passwd",
  "'; drop table users; --",
  "1",
  "2026-13-45",
  "-infinity",
  [],
  {},
  [null],
  [{}],
  { name: 1, value: [] },
];

const TEXTS: readonly string[] = [
  "",
  "-1",
  "0",
  "1",
  "1.5",
  "1e9",
  "99999999999999999999",
  "abc",
  "true",
  "\u0000",
  "💥",
  "%",
  "_",
  "'",
  '"',
  "a:b:c",
  ":",
  "x".repeat(4000),
  "00000000-0000-0000-0000-000000000000",
  "b2f7cdd1-91a5-4f7c-9d8a-0c6f8a0a1234",
  "2026",
  "1-1-1",
  "+275760-09-13T00:00:00.000Z",
];

/** Values of `q` and other words of searches. */
export const QUERIES: readonly string[] = [
  "status:running",
  "status:bogus",
  "owner:me",
  "owner:nobody name:x",
  "id:xx",
  "id:00000000-0000-0000-0000-000000000000,x",
  'last_used_after:"1"',
  'last_used_before:"+275760-09-13T00:00:00.000Z"',
  'last_used_before:"2026-01-01t00:00:00z"',
  "param:size",
  "param:size=2 param:size=3",
  "has-agent:connected",
  "healthy:maybe",
  "created_before:x",
  'created_after:"+275760-09-13T00:00:00.000Z"',
  "resource_type:bogus",
  "action:create",
  "date_from:2026-02-31",
  "date_to:0000-00-00",
  "request_id:x",
  "ids:x",
  "author:me deleted:true",
  "deprecated:perhaps",
  "organization:coder",
  "exact_name:\u0000",
  "search:%",
  "template:'",
];

export interface Mutation {
  readonly who: "owner" | "member" | "nobody";
  /** Whose objects the path names. */
  readonly objects: "owner" | "member";
  readonly kind: "field" | "drop" | "whole" | "text" | "path" | "query";
  readonly place: number;
  readonly junk: unknown;
  readonly text: string;
}

/** A way to break an input. */
export const mutations: fc.Arbitrary<Mutation> = fc.record({
  who: fc.constantFrom("owner", "member", "owner", "member", "nobody"),
  objects: fc.constantFrom("owner", "member"),
  kind: fc.constantFrom("field", "field", "field", "drop", "whole", "text", "path", "query", "query"),
  place: fc.nat({ max: 1000 }),
  junk: fc.oneof(fc.constantFrom(...JUNK), fc.jsonValue({ maxDepth: 2 })),
  text: fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(...QUERIES), fc.string({ maxLength: 40 })),
});

/** The input as the mutation breaks it. */
export function mutated(operation: DescribedOperation, input: ApiInput, mutation: Mutation): ApiInput {
  const { kind, place, junk, text } = mutation;
  if (kind === "path") {
    const names = Object.keys(input.params);
    const name = names[place % names.length];
    if (name !== undefined && text !== "") return { ...input, params: { ...input.params, [name]: text } };
  }
  const hasBody = input.body !== undefined && !Buffer.isBuffer(input.body);
  if (!hasBody || kind === "query") return withQuery(operation, input, mutation);
  if (kind === "whole") return { ...input, body: junk };
  if (kind === "text")
    return { ...input, body: undefined, rawBody: ["{", "", "[1", '{"a":}', "null", "\u0000"][place % 6] };
  const paths = pathsOf(input.body);
  const path = paths[place % paths.length] ?? [];
  return { ...input, body: changed(input.body, path, kind === "drop" ? undefined : junk) };
}

function withQuery(operation: DescribedOperation, input: ApiInput, { place, text }: Mutation): ApiInput {
  const declared = operation.parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name }) => name);
  const names = [...declared, ...declared, "limit", "offset", "q", "after_id", "unknown"];
  const name = names[place % names.length] ?? "q";
  return { ...input, query: { ...input.query, [name]: text } };
}

/** The ways to everything in a value, the value itself left out. */
function pathsOf(value: unknown, above: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...above, key],
    ...pathsOf(inner, [...above, key]),
  ]);
}

function changed(value: unknown, path: readonly string[], to: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? changed(item, rest, to) : item));
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([name, inner]) => [
      name,
      name === key ? changed(inner, rest, to) : inner,
    ]),
  );
}
