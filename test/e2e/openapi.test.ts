import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as fc from "fast-check";
import { expectApi } from "../support/api-calls.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { send, type ApiInput, type SentAnswer } from "../support/openapi/api-input.ts";
import { apiPerson, makeTemplates, type ApiPerson } from "../support/openapi/api-person.ts";
import { describedOperations, type DescribedOperation } from "../support/openapi/described-api.ts";
import { QUERIES, mutated, mutations, type Mutation } from "../support/openapi/mutations.ts";
import { SPECIAL_ROUTES, validInput } from "../support/openapi/valid-inputs.ts";
import { newMember } from "../support/people.ts";
import { readSocket } from "../support/sockets.ts";

const RUNS = 25;

const deployment = await startTestDeployment({ after });
const operations = describedOperations(await expectApi(deployment, "GET /openapi.json"));
const nobody = { ...deployment, token: "" };

let owner: ApiPerson;
let member: ApiPerson;
before(async () => {
  const templates = await makeTemplates(deployment);
  owner = await apiPerson({ ...deployment, ...deployment.owner }, deployment, templates);
  member = await apiPerson({ ...deployment, ...(await newMember(deployment)) }, deployment, templates);
});

/** Holds an answer to the document, and to what every answer has. */
function check(operation: DescribedOperation, answer: SentAnswer): void {
  const told = `${answer.line} answered ${answer.status} ${answer.text?.slice(0, 500) ?? "(stream)"}`;
  assert.ok(answer.status < 500, told);
  const fault = operation.faultOf(answer);
  assert.equal(fault, undefined, `${fault ?? ""}: ${told}`);
  assert.match(answer.headers.get("x-coder-build-version") ?? "", /^v\d/, told);
  assert.match(answer.headers.get("x-coder-request-id") ?? "", /^[0-9a-f-]{36}$/, told);
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff", told);
  if (answer.status === 401) {
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer .*resource_metadata="/, told);
  }
}

/** Routes that are not there at all for who may not use them. */
const HIDING = ["GET /api/v2/workspaceagents/{agent}/pty"];

test("inputs are known for operations of the document only", () => {
  const routes = new Set(operations.map(({ route }) => route.replace(" /api/v2", " ")));
  assert.deepEqual(
    SPECIAL_ROUTES.filter((route) => !routes.has(route)),
    [],
  );
});

for (const operation of operations) {
  describe(operation.route, () => {
    test("accepts a valid input from an owner", async () => {
      const input = await validInput(owner, operation.route);
      const answer = await send(owner, operation, input);
      check(operation, answer);
      const expected = input.expect ?? [200, 201, 204];
      assert.ok(
        expected.includes(answer.status),
        `${answer.line} answered ${answer.status} ${answer.text ?? ""}`,
      );
    });

    test("answers a member as declared", async () => {
      check(operation, await send(member, operation, await validInput(member, operation.route)));
      check(operation, await send(member, operation, await validInput(owner, operation.route)));
    });

    if (!operation.isPublic && !HIDING.includes(operation.route)) {
      test("refuses nobody with 401", async () => {
        const answer = await send(nobody, operation, await validInput(member, operation.route));
        check(operation, answer);
        assert.equal(answer.status, 401);
      });
    }

    test("answers every broken input as declared", async () => {
      const inputs = {
        owner: await validInput(owner, operation.route),
        member: await validInput(member, operation.route),
      };
      const property = fc.asyncProperty(mutations, async (mutation) => {
        await sendMutated(operation, inputs[mutation.objects], mutation);
      });
      await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
    });
  });
}

describe("searches", () => {
  for (const operation of operations.filter(({ parameters }) =>
    parameters.some(({ name }) => name === "q"),
  )) {
    test(`${operation.route} takes or refuses every word`, async () => {
      const input = await validInput(owner, operation.route);
      for (const q of QUERIES) check(operation, await send(owner, operation, { ...input, query: { q } }));
    });
  }
});

async function sendMutated(
  operation: DescribedOperation,
  valid: ApiInput,
  mutation: Mutation,
): Promise<void> {
  const places = { owner, member, nobody };
  const input = mutated(operation, valid, mutation);
  const answer = await send(places[mutation.who], operation, input);
  check(operation, answer);
  if (input.body !== undefined && operation.refuses(input.body)) {
    assert.ok(answer.status >= 400, `the document refuses ${answer.line}, which answered ${answer.status}`);
  }
}

describe("WebSockets", () => {
  const silent = "GET /api/v2/notifications/inbox/watch";
  const speaking = operations.filter(({ route, responses }) => route !== silent && "101" in responses);
  for (const operation of speaking) {
    test(`${operation.route} sends frames as declared`, async () => {
      const { params } = await validInput(owner, operation.route);
      const path = operation.path
        .replace("/api/v2", "")
        .replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
      const frames = await readSocket<unknown>(owner, `${path}?follow`, () => true);
      assert.ok(frames.length > 0);
      for (const frame of frames) assert.equal(operation.isFrame(frame), undefined);
    });
  }
});
