import { test, type TestContext, type TestOptions } from "node:test";
import { REQUIREMENTS, type RequirementId } from "./requirements.ts";

/** A test of one line of the manifest; its name is the line. */
export function requirement(
  id: RequirementId,
  run: (t: TestContext) => Promise<void>,
  options: TestOptions = {},
): void {
  const { source, says } = REQUIREMENTS[id];
  void test(`${id}: ${says} (${source})`, options, run);
}
