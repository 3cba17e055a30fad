import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { anyAction, anyObject, anySubject } from "../../test/support/any-subject.ts";
import { may, rolesAllow } from "../oauth/rbac.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import { authorize } from "./authorize.ts";

it("answers not_found, as for what is missing, to whoever cannot read; forbidden to whoever can", () => {
  const property = fc.property(anySubject, anyAction, anyObject, (subject, action, target) => {
    const error = refusal(() => authorize(subject, action, target));
    if (may(subject, action, target)) return assert.equal(error, undefined);
    if (may(subject, "read", target)) {
      assert.equal(error?.code, "forbidden");
      return assert.equal(error?.requiredScope !== undefined, rolesAllow(subject, action, target));
    }
    assert.ok(error);
    return assert.deepEqual(told(error), told(resourceNotFound()));
  });
  fc.assert(property, { numRuns: 2000 });
});

it("answers forbidden for a kind of thing at large", () => {
  const property = fc.property(anySubject, anyAction, anyObject, (subject, action, { type }) => {
    const error = refusal(() => authorize(subject, action, { type }));
    return error === undefined || error.code === "forbidden";
  });
  fc.assert(property);
});

/** All of an error that its caller gets to see. */
const told = ({ code, message, detail, validations, requiredScope }: AppError) => ({
  code,
  message,
  detail,
  validations,
  requiredScope,
});

function refusal(run: () => void): AppError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof AppError);
    return error;
  }
}
