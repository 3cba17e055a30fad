import type { Toolbox } from "../toolbox.ts";
import { debugFailedBuild } from "./debug-failed-build.ts";
import type { PromptDefinition } from "./prompt.ts";
import { reviewChanges } from "./review-changes.ts";
import { runTests } from "./run-tests.ts";
import { setUpWorkspace } from "./set-up-workspace.ts";

/** Every prompt, in the order in which clients see them. */
export const PROMPTS: readonly PromptDefinition[] = [
  setUpWorkspace,
  debugFailedBuild,
  runTests,
  reviewChanges,
];

/** The prompts whose tools a connection has. */
export const promptsFor = ({ tools }: Pick<Toolbox, "tools">): readonly PromptDefinition[] =>
  PROMPTS.filter(({ needs }) => needs.every((needed) => tools.some(({ name }) => name === needed)));
