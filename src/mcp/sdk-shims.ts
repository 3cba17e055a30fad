/**
 * What the bundle puts in place of the SDK's `_shims`: those import `node:process`, whose ES module facade opens every
 * standard stream, and a JSON Schema validator (150 kB) that only elicitation answers need, which no tool asks for.
 */
export const process = globalThis.process;

export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new TypeError("this bundle has no JSON Schema validator");
  }
}
