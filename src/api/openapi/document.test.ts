import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { createApi } from "../app.ts";
import { deploymentGroups } from "../deployment-groups.ts";
import { identityGroups } from "../identity-groups.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";
import { openApiDocument } from "./document.ts";
import { OPERATION_GROUPS, listOperations } from "./operations.ts";

const document = openApiDocument(OPERATION_GROUPS, "1.2.3");
const text = JSON.stringify(document);
const operations = listOperations(OPERATION_GROUPS);

/** What the API serves, as `GET /api/v2/users/:user`. */
function servedRoutes(): readonly string[] {
  // No route looks at what it works with before a request comes.
  const deps = { rateLimit: 0, version: "0.0.0" } as WorkspaceDeps;
  const { routes } = createApi(deps, [...identityGroups, ...deploymentGroups]);
  const served = routes.flatMap(({ method, path }) => (method === "ALL" ? [] : [`${method} ${path}`]));
  // The greeting is served with and without the slash at its end.
  return [...new Set(served)].filter((route) => route !== "GET /api/v2");
}

describe("the OpenAPI document", () => {
  it("declares every route, and no other", () => {
    const declared = operations.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(declared.toSorted(), servedRoutes().toSorted());
  });

  it("has references only to what it holds", () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map(([, name = ""]) => name);
    assert.ok(references.length > 100);
    const { components } = document as { components: Record<string, Record<string, unknown>> };
    const missing = references.filter((reference) => {
      const [kind = "", name = ""] = reference.split("/");
      return components[kind]?.[name] === undefined;
    });
    assert.deepEqual(missing, []);
  });

  it("names every operation once", () => {
    const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
    assert.equal(ids.length, operations.length);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("has only schemas that JSON Schema knows", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, "openapi");
    const { components } = document as { components: { schemas: object } };
    for (const name of Object.keys(components.schemas)) {
      ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
    }
  });

  it("tells what an absent field means of bodies only", () => {
    const { components } = document as { components: { schemas: Record<string, object> } };
    assert.doesNotMatch(JSON.stringify(components.schemas["Workspace"]), /"default"|additionalProperties/);
    assert.match(JSON.stringify(components.schemas["CreateToken"]), /"default":/);
  });

  it("knows the parameters of a path by their kind", () => {
    const { paths } = document as { paths: Record<string, { get: { parameters: { schema: object }[] } }> };
    const of = (path: string) => paths[path]?.get.parameters.map(({ schema }) => schema);
    const uuid = { type: "string", format: "uuid" };
    const name = { type: "string", minLength: 1 };
    assert.deepEqual(of("/api/v2/templates/{template}/versions/{version}"), [uuid, name]);
    assert.deepEqual(of("/api/v2/organizations/{organization}/templates/{template}"), [name, name]);
    assert.deepEqual(of("/api/v2/templateversions/{version}"), [uuid]);
  });
});
